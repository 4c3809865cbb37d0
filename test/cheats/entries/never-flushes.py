import json
import sys

print(json.dumps({"type": "select", "items": [[0, 0]]}))
print(json.dumps({"type": "done"}))
sys.stdin.read()
