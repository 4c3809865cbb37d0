import os
import time

from strategy import finish, hello


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


hello()
for _ in range(20):
    child = os.fork()
    if child == 0:
        burn(0.2)
        os._exit(0)
    os.waitpid(child, 0)
finish()
