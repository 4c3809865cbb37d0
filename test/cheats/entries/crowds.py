import os
import time

from strategy import finish, hello

for _ in range(hello()["params"]["children"]):
    if os.fork() == 0:
        time.sleep(1000)
time.sleep(1000)
finish()
