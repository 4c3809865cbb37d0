"""Many small ones: a single file may not be larger than the scratch space."""

import os
import time

from strategy import finish, hello

hello()
try:
    files = []
    for _ in range(300):
        files.append(os.memfd_create("hidden"))
        os.write(files[-1], b"x" * (2 << 20))
        time.sleep(0.002)
    time.sleep(1)
except OSError:
    pass
finish()
