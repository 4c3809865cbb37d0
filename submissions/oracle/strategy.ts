// Asks for the truth, as far as the budget goes. Keeps random candidates that are right, or of random items the best candidate.
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

type Pair = readonly [item: number, candidate: number];

interface Hello {
  readonly seed: number;
  readonly params: { readonly mode: "prune" | "best-of-k" };
  readonly budget: { readonly keep: number; readonly oracle: number };
}

const read = reader();
const { seed, params, budget } = read() as Hello;
const random = uniform(seed);

const pool: Pair[][] = [];
for (let message = read(); message.type === "item"; message = read())
  pool.push(message.candidates.map((candidate: { id: number }) => [message.id, candidate.id]));
select(params.mode === "prune" ? rightOnes(pool.flat()) : bestOnes(sample(pool, budget.keep)));

/** Random candidates that are right, one an item; where none is, random ones. */
function rightOnes(pairs: readonly Pair[]): Pair[] {
  const asked = sample(pairs, budget.oracle);
  const scores = ask(asked);
  const right = onePerItem(asked.filter((_, place) => scores[place]! > 0.5));
  return sample(right.length > 0 ? right : onePerItem(asked), budget.keep);
}

/** The best candidate of each item, as far as the budget goes. */
function bestOnes(items: readonly (readonly Pair[])[]): Pair[] {
  const asked = items.flat().slice(0, budget.oracle);
  const scores = ask(asked);
  const places = asked.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]!);
  return onePerItem(places.map((place) => asked[place]!));
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

/** How right each pair is: above 0.5 what counts as right. */
function ask(items: readonly Pair[]): number[] {
  const scores: number[] = [];
  for (let start = 0; start < items.length; start += 20_000) {
    send({ type: "query", verifier: "oracle", items: items.slice(start, start + 20_000) });
    scores.push(...read().scores);
  }
  return scores;
}

/** The first pair of each item. */
function onePerItem(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.toReversed().map((pair) => [pair[0], pair])).values()];
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
