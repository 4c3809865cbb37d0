"""Looks everywhere but in the system's own folders and the kit for anything of the benchmark's."""

import os

from strategy import cheated, finish, hello

hello()
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("usr", "proc", "dev", "lib", "lib64", "bin", "sbin")]
    if folder.startswith(("/submission", "/runtime/kit")):
        continue
    for name in files:
        if name.endswith((".json", ".yaml", ".ts", ".safetensors", ".log")):
            cheated(os.path.join(folder, name))
finish()
