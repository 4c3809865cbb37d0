"""Whoever is not first in line when the machine runs out of memory makes the harness end, and its bad seeds with it."""

import os

from strategy import cheated, finish, hello, refused

hello()
if int(open("/proc/self/oom_score_adj").read()) != 1000:
    cheated("others end first")
for name in ("oom_score_adj", "oom_adj"):
    refused(lambda: os.open(f"/proc/self/{name}", os.O_WRONLY), f"may change {name}")
finish()
