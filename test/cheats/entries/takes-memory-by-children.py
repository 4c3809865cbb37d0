import os
import time

from strategy import finish, hello

hello()
for _ in range(20):
    if os.fork() == 0:
        block = b"x" * (30 << 20)
        time.sleep(1000)
    time.sleep(0.02)
time.sleep(1000)
finish()
