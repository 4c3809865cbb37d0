import os
import time

# Enough to bring down a machine that lets it, and not more: 4,096 processes.
for _ in range(12):
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
time.sleep(1000)
