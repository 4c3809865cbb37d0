"""Makes each system call of its parameters, which all must be refused by the error named beside it."""

import ctypes

from strategy import cheated, finish, hello, libc

for name, number, errno, arguments in hello()["params"]["calls"]:
    ctypes.set_errno(0)
    result = libc.syscall(number, *(ctypes.c_ulong(value) for value in arguments))
    if result == 0 and name.startswith("clone"):
        libc._exit(0)
    if result != -1 or ctypes.get_errno() != errno:
        cheated(f"{name} gave {result}, error {ctypes.get_errno()}")
finish()
