import os
import time

from strategy import finish, hello

hello()
try:
    file = os.memfd_create("hidden")
    for _ in range(60):
        os.write(file, b"x" * (10 << 20))
        time.sleep(0.01)
    time.sleep(1)
except OSError:
    pass
finish()
