"""System V segments, detached again: no process's size shows them."""

import ctypes
import time

from strategy import finish, hello, libc

hello()
libc.shmat.restype = ctypes.c_void_p
for _ in range(60):
    segment = libc.shmget(0, 10 << 20, 0o1600)
    if segment == -1:
        break
    address = libc.shmat(segment, None, 0)
    if address in (None, ctypes.c_void_p(-1).value):
        break
    ctypes.memset(address, 1, 10 << 20)
    libc.shmdt(ctypes.c_void_p(address))
    time.sleep(0.01)
else:
    time.sleep(1)
finish()
