import os

from strategy import finish, hello

hello()
for _ in range(200):
    os.write(2, b"\x1b[2J\x07 painted \r" * 4096)
finish()
