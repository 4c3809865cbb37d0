import os
import signal

from strategy import hello

hello()
os.killpg(0, signal.SIGKILL)
