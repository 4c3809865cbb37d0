import sys

from strategy import hello, say

hello()
say(type="query", verifier="weak", items=[[0, 0]])
for line in sys.stdin:
    pass
