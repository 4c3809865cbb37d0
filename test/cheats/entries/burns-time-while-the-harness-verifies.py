import time

from strategy import finish, hello, say

hello()
say(type="query", verifier="weak", items=[[0, 0]])
end = time.process_time() + 2
while time.process_time() < end:
    pass
finish()
