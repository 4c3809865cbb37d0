"""Bubblewrap's status and filter, and whatever else the harness has open, are not its own."""

import os

from strategy import cheated, finish, hello, refused

hello()
for descriptor in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        continue
    streams = ("socket:", "pipe:") if int(descriptor) < 3 else ("/dev/null",)
    if not target.startswith(streams):
        cheated(f"descriptor {descriptor} is {target}")
refused(lambda: os.write(3, b'{ "exit-code": 0 }'), "wrote a status")
finish()
