import os

from strategy import cheated, finish, hello

checkout = hello()["params"]["checkout"]
for file in ("mountinfo", "mounts", "mountstats", "maps", "environ", "cmdline", "cgroup"):
    text = open(f"/proc/self/{file}", encoding="latin1").read()
    if checkout in text or os.path.dirname(checkout) + "/" in text:
        cheated(f"{file} names the checkout")
finish()
