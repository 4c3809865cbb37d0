import threading
import time

threading.stack_size(64 * 1024)
while True:
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except RuntimeError:
        time.sleep(0.01)
