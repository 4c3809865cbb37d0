from strategy import absent, finish, hello

hello()
absent("/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/ssh", "/root", "/home", "/var", "/run", "/sys", "/boot")
finish()
