from strategy import absent, finish, hello

hello()
absent(*(f"/proc/1/{name}" for name in ("environ", "cmdline", "mem", "root", "cwd", "exe", "fd", "maps", "task/1/environ")))
finish()
