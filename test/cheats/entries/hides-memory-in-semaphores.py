import time

from strategy import finish, hello, libc

hello()
for _ in range(300):
    if libc.semget(0, 32000, 0o1600) == -1:
        break
else:
    time.sleep(1)
finish()
