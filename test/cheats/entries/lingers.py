import time

from strategy import finish, hello

hello()
finish()
time.sleep(1000)
