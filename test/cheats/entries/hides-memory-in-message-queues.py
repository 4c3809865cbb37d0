import ctypes
import time

from strategy import finish, hello, libc

hello()
message = ctypes.create_string_buffer(b"\1" + b"\0" * 7 + b"x" * 8000)
for _ in range(20000):
    queue = libc.msgget(0, 0o1600)
    if queue == -1:
        break
    while libc.msgsnd(queue, message, 8000, 0o4000) == 0:  # IPC_NOWAIT
        pass
else:
    time.sleep(1)
finish()
