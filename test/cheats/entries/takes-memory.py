import time

from strategy import finish, hello

hello()
blocks = []
for _ in range(100):
    blocks.append(b"x" * (10 << 20))
    time.sleep(0.01)
finish()
