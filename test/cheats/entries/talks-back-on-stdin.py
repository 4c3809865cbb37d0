"""Standard input is one end of a socket pair: what is written to it reaches nobody, and names nobody."""

import os
import socket
import struct

from strategy import cheated, finish, hello

hello()
os.write(0, b'{"type":"done"}\n')
peer = socket.socket(fileno=os.dup(0)).getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
if struct.unpack("3i", peer)[0] != 0:
    cheated("knows the harness's process")
finish()
