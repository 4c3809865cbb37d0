import glob

from strategy import cheated, finish, hello

hello()
for file in glob.glob("/proc/[0-9]*/cmdline"):
    line = open(file, "rb").read()
    if b"reads-others-command-lines" not in line:
        cheated(repr(line))
finish()
