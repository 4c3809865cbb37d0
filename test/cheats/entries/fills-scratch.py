import os

from strategy import cheated, finish, hello

limit = hello()["params"]["scratch"]
for folder in ("/tmp", "/dev/shm"):
    written = 0
    try:
        for number in range(100):
            with open(f"{folder}/{number}", "wb", buffering=0) as file:
                while True:
                    written += file.write(b"x" * 65536) or cheated("nothing was written")
                    if written > limit:
                        cheated(f"{folder} holds {written}")
    except OSError:
        pass
finish()
