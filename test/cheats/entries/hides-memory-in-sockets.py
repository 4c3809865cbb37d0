import socket
import time

from strategy import finish, hello

hello()
pairs = []
try:
    for _ in range(500):
        pair = socket.socketpair()
        pairs.append(pair)
        for end in pair:
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            try:
                while True:
                    end.send(b"x" * 65536)
            except BlockingIOError:
                pass
except OSError:
    pass
time.sleep(1)
finish()
