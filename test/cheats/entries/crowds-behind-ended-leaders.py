"""The first thread of each child ends, so that it looks like a zombie; another goes on."""

import os
import threading
import time

from strategy import finish, hello, libc

for _ in range(hello()["params"]["children"]):
    if os.fork() == 0:
        threading.Thread(target=time.sleep, args=(1000,)).start()
        libc.pthread_exit(None)
time.sleep(1000)
finish()
