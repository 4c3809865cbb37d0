"""Many processes for a moment, again and again, so that they are gone when somebody looks."""

import os
import time

from strategy import finish, hello

children = hello()["params"]["children"]
for _ in range(20):
    burst = []
    for _ in range(children):
        child = os.fork()
        if child == 0:
            time.sleep(0.01)
            os._exit(0)
        burst.append(child)
    for child in burst:
        os.waitpid(child, 0)
    time.sleep(0.03)
finish()
