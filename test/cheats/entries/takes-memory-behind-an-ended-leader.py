import os
import threading
import time

from strategy import finish, hello, libc


def take():
    blocks = []
    for _ in range(60):
        blocks.append(b"x" * (10 << 20))
        time.sleep(0.01)
    time.sleep(1000)


hello()
if os.fork() == 0:
    threading.Thread(target=take).start()
    libc.pthread_exit(None)
time.sleep(1000)
finish()
