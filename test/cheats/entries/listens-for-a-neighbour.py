"""Two of these run at the same time, and look for each other in all that files can carry."""

import fcntl
import os
import struct
import time

from strategy import cheated, finish, hello, refused

hello()
own, shared = open("/submission/strategy.py"), open("/usr/bin/env", "rb")
for file in (own, shared):
    refused(lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB), "locks a file that others see")
    refused(lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK), "leases a file")
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    refused(lambda: fcntl.fcntl(file, fcntl.F_GETLK, lock), "sees others' locks")
os.write(2, f"inode {os.fstat(own.fileno()).st_ino}\n".encode())
time.sleep(0.3)
finish()
