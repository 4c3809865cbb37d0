"""Bubblewrap's status and filter, and whatever the harness has open or was started with, are not its own."""

import os

from strategy import cheated, finish, hello, refused

hello()
for descriptor in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        continue
    if int(descriptor) > 2 or not target.startswith(("socket:", "pipe:")):
        cheated(f"descriptor {descriptor} is {target}")
refused(lambda: os.write(3, b'{ "exit-code": 0 }'), "wrote a status")
finish()
