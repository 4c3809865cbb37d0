import os
import subprocess

from strategy import cheated, finish, hello, libc, refused

hello()
if os.getuid() == 0 or open("/proc/self/status").read().split("CapEff:")[1].split()[0] != "0" * 16:
    cheated("has privileges")
refused(lambda: os.setuid(0), "is root")
if libc.prctl(39, 0, 0, 0, 0) != 1:  # PR_GET_NO_NEW_PRIVS
    cheated("may gain privileges")
for program in ("/usr/bin/su", "/usr/bin/sudo", "/usr/bin/mount"):
    if os.path.exists(program) and subprocess.run([program, "-c", "id"], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
        cheated(program)
finish()
