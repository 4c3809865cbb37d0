"""Nobody waits for a child whose parent ignores its end, so its time is added to nobody's."""

import os
import signal
import time

from strategy import finish, hello

hello()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(10):
    if os.fork() == 0:
        end = time.process_time() + 0.4
        while time.process_time() < end:
            pass
        os._exit(0)
    time.sleep(0.5)
finish()
