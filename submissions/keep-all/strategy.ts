// Keeps every candidate of every item, while the pool still comes in.
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

type Pair = readonly [item: number, candidate: number];

const read = reader();
read(); // hello

const batch: Pair[] = [];
for (let message = read(); message.type === "item"; message = read()) {
  for (const candidate of message.candidates) batch.push([message.id, candidate.id]);
  if (batch.length >= 10_000) send({ type: "select", items: batch.splice(0) });
}
send({ type: "select", items: batch });
send({ type: "done" });

/** Reads standard input: each call gives the next message. */
function reader() {
  const bytes = Buffer.alloc(2 ** 18);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let lines: string[] = [];
  let next = 0;
  return () => {
    while (next === lines.length) {
      const size = readSync(0, bytes);
      if (size === 0) throw new Error("standard input ended");
      lines = (rest + decoder.write(bytes.subarray(0, size))).split("\n");
      rest = lines.pop()!;
      next = 0;
    }
    return JSON.parse(lines[next++]!);
  };
}

function send(message: object): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
