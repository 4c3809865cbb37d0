"""Prints its parameters, line by line."""

import sys

from strategy import hello

for line in hello()["params"]["lines"]:
    sys.stdout.buffer.write(line.encode("latin1") + b"\n")
