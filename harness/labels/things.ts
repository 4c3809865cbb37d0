import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { type RandomPath, type RandomStream, randomStream } from "../random/index.ts";
import type { Pool } from "../task/index.ts";

/** What people are asked: whether an output is right, or which of two is the better one. */
export const questions = ["binary", "pair"] as const;
export type Question = (typeof questions)[number];

/** Something to be judged: an output, or two in the order in which they are shown. */
export interface Thing {
  readonly item: number;
  readonly input: string;
  readonly outputs: readonly ShownOutput[];
}

export interface ShownOutput {
  readonly key: string;
  readonly text: string;
}

/** By what an output is known, whoever wrote it: 24 hexadecimal digits of the SHA-256 of its input's text and its own. */
export function keyOf(input: unknown, output: unknown): string {
  return canonicalHash([textOf(input), textOf(output)]).slice(0, 24);
}

/** A value as people read it: a text as it is, anything else as JSON. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Which questions are drawn. */
export interface Draw {
  readonly question: Question;
  /** Most of them. */
  readonly sample: number;
  /** Names the stream of chance. */
  readonly path: RandomPath;
}

/**
 * Things to be judged, drawn without repetition, in random order; equal outputs of an item are one, and a pair's left and
 * right are drawn too. Throws `BenchError` (blame usage) where no item has two different outputs to be compared.
 */
export function drawThings(pool: Pool, { question, sample, path }: Draw): readonly Thing[] {
  const random = randomStream("labels", ...path, question);
  const all: (() => Thing)[] = [];
  for (let item = 0; item < pool.items; item++) {
    const numbers = differentOutputs(pool, item);
    if (question === "binary") for (const one of numbers) all.push(() => thing(pool, item, [one]));
    else
      for (const [place, one] of numbers.entries())
        for (const other of numbers.slice(place + 1))
          all.push(() => thing(pool, item, inRandomOrder([one, other], random)));
  }
  if (all.length === 0) throw nothingToCompare();
  const drawn = random.sample(all.length, Math.min(sample, all.length));
  return Array.from(drawn, (place) => all[place]!());
}

function differentOutputs(pool: Pool, item: number): readonly number[] {
  const seen = new Set<string>();
  return pool.item(item).candidates.flatMap(({ output }, candidate) => {
    const text = textOf(output);
    if (seen.has(text)) return [];
    seen.add(text);
    return [candidate];
  });
}

function thing(pool: Pool, item: number, shown: readonly number[]): Thing {
  const { input, candidates } = pool.item(item);
  const outputs = shown.map((candidate) => {
    const { output } = candidates[candidate]!;
    return { key: keyOf(input, output), text: textOf(output) };
  });
  return { item, input: textOf(input), outputs };
}

/** Which of two stands left must say nothing of which came first. */
function inRandomOrder(pair: readonly number[], random: RandomStream): readonly number[] {
  return random.uniform() < 0.5 ? pair : pair.toReversed();
}

function nothingToCompare(): BenchError {
  return new BenchError("no item of this pool has two different outputs", {
    code: "labels-no-pair",
    blame: "usage",
    where: "--question",
    expected: "binary",
    mend: "Ask whether single outputs are right.",
  });
}
