"""Two forks and a session of its own; it keeps standard output open, and would go on for days."""

import os
import subprocess

from strategy import finish, hello

seconds = hello()["params"]["seconds"]
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        subprocess.run(["sleep", str(seconds)])
    os._exit(0)
finish()
