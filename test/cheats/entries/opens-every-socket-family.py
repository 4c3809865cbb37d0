import errno
import socket

from strategy import cheated, finish, hello

hello()
allowed = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6}
for family in range(64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            if family not in allowed or kind == socket.SOCK_RAW and family != socket.AF_UNIX:
                cheated(f"family {family}, kind {kind}")
        except OSError as error:
            if family not in allowed and error.errno != errno.EPERM:
                cheated(f"family {family} is refused by {error} only")
finish()
