import time

from strategy import finish, hello

hello()
time.sleep(1000)
finish()
