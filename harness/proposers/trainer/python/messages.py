"""Messages to whoever started a trainer, and the files that they name, as docs/outside-trainer.md has them."""
import json
import os

# What libraries print must not stand between the messages: import this before any of them.
messages = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def say(message):
    messages.write(json.dumps(message, allow_nan=False) + "\n")
    messages.flush()


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_lines(path, values):
    with open(path, "w", encoding="utf-8") as file:
        for value in values:
            file.write(json.dumps(value, allow_nan=False) + "\n")
