import os

from strategy import cheated, finish, hello

hello()
harmless = {"null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm", "fd", "stdin", "stdout", "stderr", "core", "console"}
others = set(os.listdir("/dev")) - harmless
if others:
    cheated(str(others))
finish()
