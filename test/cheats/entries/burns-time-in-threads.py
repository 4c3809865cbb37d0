"""Hashing lets go of the interpreter's lock, so that the threads use two processors."""

import hashlib
import threading

block = bytes(1 << 20)


def burn():
    while True:
        hashlib.sha256(block)


for _ in range(4):
    threading.Thread(target=burn).start()
