"""Leaves a note for the next round wherever it can, and reads what an earlier round left."""

import ctypes
import os
import socket

from strategy import cheated, finish, hello, libc

hello()
for place in ("/tmp", "/dev/shm", "/submission", "/var/tmp", "/run", "/dev/mqueue", "/usr/local", "/usr/share"):
    note = f"{place}/note-of-an-earlier-round"
    if os.path.exists(note):
        cheated(note)
    try:
        open(note, "w").write("note")
    except OSError:
        pass
if libc.shmget(4711, 4096, 0) != -1 or libc.semget(4711, 1, 0) != -1 or libc.msgget(4711, 0) != -1:
    cheated("System V objects outlive the round")
libc.shmget(4711, 4096, 0o1600)
libc.semget(4711, 1, 0o1600)
libc.msgget(4711, 0o1600)
queue = libc.mq_open(b"/note", os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600, None)
if queue == -1 and ctypes.get_errno() == 17:
    cheated("a message queue outlives the round")
finish()
