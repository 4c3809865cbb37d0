"""Looks for the season's key wherever a strategy can look: any 64 hexadecimal digits whose SHA-256 is the commitment."""
import hashlib
import os
import re
import sys

from collapse_bench import strategy

SHAPE = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
LEFT_OUT = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/sys", "/proc", "/dev")


def places():
    numbers = [name for name in os.listdir("/proc") if name.isdigit()]
    yield from (f"/proc/{number}/{name}" for number in numbers for name in ("environ", "cmdline", "maps", "mountinfo"))
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in LEFT_OUT]
        yield from (os.path.join(folder, name) for name in files)


def texts(pool):
    yield repr((pool.params, pool.seed, pool.fields, dict(os.environ), sys.argv)).encode()
    for place in places():
        try:
            with open(place, "rb", buffering=0) as file:
                yield file.read(2**20) or b""
        except OSError:
            pass


@strategy
def hunt(pool):
    for text in texts(pool):
        for found in SHAPE.findall(text):
            if hashlib.sha256(found).hexdigest() == pool.params["commitment"]:
                os._exit(99)
    return [item.candidates[0] for item in list(pool)[: pool.keep]]
