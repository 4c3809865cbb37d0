import sys

depth = 1_000_000
sys.stdout.write('{"type":"decoding","choices":{"a":' + "[" * depth + "]" * depth + "}}\n")
