import os

from strategy import finish, hello, refused

hello()
for path in ("/x", "/submission/x", "/usr/x", "/usr/local/x", "/usr/bin/python3", "/dev/x", "/runtime/node", "/etc/x", "/proc/1/x", "/submission/strategy.py"):
    refused(lambda: os.open(path, os.O_WRONLY | os.O_CREAT), f"opened {path}")
refused(lambda: os.chmod("/submission/strategy.py", 0o777), "changed a mode")
refused(lambda: os.unlink("/submission/strategy.py"), "removed a file")
finish()
