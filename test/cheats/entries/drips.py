import sys
import time

while True:
    sys.stdout.write(" ")
    sys.stdout.flush()
    time.sleep(0.1)
