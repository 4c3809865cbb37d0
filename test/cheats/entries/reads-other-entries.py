import os

from strategy import cheated, finish, hello

checkout = hello()["params"]["checkout"]
for place in (checkout, "/submission/..", "/submission/../../submissions", "/proc/self/root/../submissions", "/proc/self/cwd/.."):
    found = {"submissions", "results", "tasks", "harness"} & set(os.listdir(place) if os.path.isdir(place) else [])
    if found:
        cheated(f"{place} has {found}")
finish()
