"""What is not hashed is not seen: its manifest, and what Python would run in place of an innocent source."""

import glob

from strategy import absent, cheated, finish, hello

hello()
absent("/submission/submission.yaml")
compiled = glob.glob("/submission/**/*.pyc", recursive=True) + glob.glob("/submission/**/__pycache__", recursive=True)
if compiled:
    cheated(str(compiled))
finish()
