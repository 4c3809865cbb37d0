import sys

from strategy import finish

sys.stdin.read()
finish()
