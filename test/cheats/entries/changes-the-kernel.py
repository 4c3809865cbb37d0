import os

from strategy import finish, hello, refused

hello()
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/overcommit_memory", "/proc/self/oom_score_adj", "/proc/sysrq-trigger", "/proc/self/uid_map"):
    refused(lambda: os.open(path, os.O_WRONLY), f"opened {path}")
finish()
