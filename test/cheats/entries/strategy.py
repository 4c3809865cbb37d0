"""What the cheats beside this file have in common: getting through the round, and owning up."""

import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)


def hello():
    return json.loads(sys.stdin.readline())


def say(**message):
    print(json.dumps(message), flush=True)


def finish():
    """Ends the round as an honest strategy would: whatever was tried has not worked."""
    say(type="select", items=[[0, 0]])
    say(type="done")


def cheated(how):
    """Ends the round as nothing else does, whatever is caught on the way."""
    os.write(2, f"cheated: {how}\n".encode())
    os._exit(99)


def refused(attempt, what):
    """Owns up unless the operating system refuses."""
    try:
        attempt()
    except OSError:
        return
    cheated(what)


def absent(*paths):
    for path in paths:
        if os.path.lexists(path):
            cheated(f"{path} is there")
