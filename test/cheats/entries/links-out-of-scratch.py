import os

from strategy import absent, finish, hello, refused

hello()
os.symlink("/etc/passwd", "/tmp/users")
refused(lambda: open("/tmp/users").read(), "followed a link out")
refused(lambda: os.link("/usr/bin/python3", "/tmp/python3"), "linked a system file")
absent("/tmp/../etc/passwd")
finish()
