// Asks the weak verifier, and keeps random candidates that it finds likely enough, or those it finds likeliest.
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

type Pair = readonly [item: number, candidate: number];

interface Hello {
  readonly seed: number;
  /** Least score that is kept; null keeps the highest scores. */
  readonly params: { readonly threshold: number | null };
  readonly budget: { readonly keep: number; readonly weak: number };
}

const read = reader();
const { seed, params, budget } = read() as Hello;
const random = uniform(seed);

const pairs: Pair[] = [];
for (let message = read(); message.type === "item"; message = read()) {
  for (const candidate of message.candidates) pairs.push([message.id, candidate.id]);
}
const ranked = bestOfEachItem(scored(sample(pairs, budget.weak)));
const { threshold } = params;
const passing = threshold === null ? [] : ranked.filter(({ score }) => score >= threshold);
const kept = passing.length > 0 ? sample(passing, budget.keep) : ranked.slice(0, budget.keep);
select(kept.map(({ pair }) => pair));

interface Scored {
  readonly pair: Pair;
  readonly score: number;
}

function scored(items: readonly Pair[]): Scored[] {
  send({ type: "query", verifier: "weak", items });
  const { scores } = read();
  return items.map((pair, place) => ({ pair, score: scores[place] }));
}

/** The best candidate of each item, best items first. */
function bestOfEachItem(candidates: readonly Scored[]): Scored[] {
  const upwards = candidates.toSorted((a, b) => a.score - b.score);
  return [...new Map(upwards.map((candidate) => [candidate.pair[0], candidate])).values()].sort(
    (a, b) => b.score - a.score,
  );
}

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

function select(pairs: readonly Pair[]): void {
  for (let start = 0; start < pairs.length; start += 10_000)
    send({ type: "select", items: pairs.slice(start, start + 10_000) });
  send({ type: "done" });
}

function send(message: object): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

/** Up to `count` of the values, in random order. */
function sample<T>(values: readonly T[], count: number): T[] {
  const drawn = [...values];
  for (let place = 0; place < Math.min(count, drawn.length); place++) {
    const other = place + Math.floor(random() * (drawn.length - place));
    [drawn[place], drawn[other]] = [drawn[other]!, drawn[place]!];
  }
  return drawn.slice(0, count);
}

/** Numbers in [0, 1): Mulberry32, enough for drawing samples. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
