import os
import time

from strategy import finish, hello

hello()
for _ in range(5000):
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        break
time.sleep(15)
finish()
