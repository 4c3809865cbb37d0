import os
import signal

from strategy import finish, hello

hello()
for victim in (-1, 1):
    for sign in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        try:
            if victim != -1 or sign != signal.SIGTERM:
                os.kill(victim, sign)
        except OSError:
            pass
finish()
