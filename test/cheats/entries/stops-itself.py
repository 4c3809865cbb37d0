import os
import signal

from strategy import finish, hello

hello()
os.kill(os.getpid(), signal.SIGSTOP)
finish()
