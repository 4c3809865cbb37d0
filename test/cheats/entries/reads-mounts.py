import re

from strategy import cheated, finish, hello

checkout = re.compile(rf"(?<![\w/.-]){re.escape(hello()['params']['checkout'])}(?![\w.-])")
for file in ("mountinfo", "mounts", "mountstats", "maps", "environ", "cmdline", "cgroup"):
    text = open(f"/proc/self/{file}", encoding="latin1").read()
    if checkout.search(text):
        cheated(f"{file} names the checkout")
finish()
