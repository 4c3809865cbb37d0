from strategy import finish, hello, refused

hello()
for file in ("/proc/keys", "/proc/key-users", "/proc/locks"):
    refused(lambda: open(file).read(), f"read {file}")
finish()
