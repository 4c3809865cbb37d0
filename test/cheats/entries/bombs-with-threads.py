import threading
import time

threading.stack_size(64 * 1024)
for _ in range(4000):
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except RuntimeError:
        time.sleep(0.01)
time.sleep(1000)
