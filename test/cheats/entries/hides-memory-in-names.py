"""Empty files take no scratch space, but the kernel's memory."""

import os
import time

from strategy import finish, hello

hello()
try:
    for number in range(400_000):
        os.close(os.open(f"/tmp/{number}", os.O_CREAT | os.O_WRONLY))
except OSError:
    pass
time.sleep(1)
finish()
