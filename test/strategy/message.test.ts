import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { noisyScores, StrategyFailure } from "../../harness/selection/index.ts";
import { splitLines } from "../../harness/strategy/lines.ts";
import { parseMessage } from "../../harness/strategy/message.ts";
import { poolOf } from "./stage.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const id = fc.nat({ max: 2 ** 32 - 2 });
const weight = fc.double({ min: 1e-9, max: 1e6, noNaN: true });

test("every well-formed selection parses to the numbers it was written from", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id, fc.option(weight, { nil: undefined }))), (triples) => {
      const items = triples.map(([item, candidate, weight]) =>
        weight === undefined ? [item, candidate] : [item, candidate, weight],
      );
      const message = parseMessage(bytesOf(JSON.stringify({ type: "select", items })));
      assert.ok(message.type === "select");
      const { pairs } = message;
      assert.deepEqual(
        triples.map(([item, candidate, weight]) => [item, candidate, weight ?? 1]),
        triples.map((_, at) => [pairs.items[at], pairs.candidates[at], pairs.weights[at]]),
      );
    }),
  );
});

test("anything else is refused by a rule, in words that never come from the line", () => {
  const type = fc.constantFrom("select", "query", "decoding", "done", "hello");
  const nearly = fc.record({ type, items: fc.jsonValue(), verifier: fc.jsonValue(), words: fc.jsonValue() });
  const lines = fc.oneof(
    fc.string({ unit: "binary" }).map(bytesOf),
    fc.uint8Array(),
    fc.json().map(bytesOf),
    nearly.map((value) => bytesOf(JSON.stringify({ ...value, marker: "QUOTED" }))),
  );
  fc.assert(
    fc.property(lines, (line) => {
      try {
        const message = parseMessage(line);
        assert.ok(["select", "query", "decoding", "done"].includes(message.type));
      } catch (error) {
        assert.ok(error instanceof StrategyFailure);
        assert.doesNotMatch(`${error.message} ${error.mend} ${error.expected}`, /QUOTED/);
      }
    }),
    { numRuns: 1000 },
  );
});

test("lines come out the same however the stream is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom("a", "é", "\n", " ") }),
      fc.infiniteStream(fc.nat(5)),
      async (text, cuts) => {
        const expected = text
          .split("\n")
          .map((line, at) => ({ number: at + 1, text: line }))
          .filter((line) => line.text.trim() !== "");
        const found: unknown[] = [];
        for await (const { number, bytes } of splitLines(cut(bytesOf(text), cuts), {
          maxLineBytes: 1e6,
          maxBytes: 1e6,
        }))
          found.push({ number, text: new TextDecoder().decode(bytes) });
        assert.deepEqual(found, expected);
      },
    ),
  );
});

test("a line too long is refused before it has ended", async () => {
  async function* endless() {
    yield bytesOf("short\n");
    for (;;) yield bytesOf("xxxxxxxxxx");
  }
  const reading = Array.fromAsync(splitLines(endless(), { maxLineBytes: 100, maxBytes: 1e6 }));
  await assert.rejects(reading, { code: "line-too-long", line: 2 });
});

test("a noisy verifier errs at its rate, repeats itself, and never denies more than at a higher rate", () => {
  const pool = poolOf(5000, 2);
  const list = {
    items: Uint32Array.from({ length: 10_000 }, (_, at) => at >> 1),
    candidates: Uint32Array.from({ length: 10_000 }, (_, at) => at & 1),
  };
  const truth = Float64Array.from(list.candidates);
  const errorsAt = (rate: number) =>
    noisyScores(pool, list, rate, ["test"]).map((score, at) => (score === truth[at] ? 0 : 1));
  assert.equal(total(errorsAt(0)), 0);
  for (const rate of [0.1, 0.3, 0.5]) {
    const standardError = Math.sqrt((rate * (1 - rate)) / 10_000);
    assert.ok(Math.abs(total(errorsAt(rate)) / 10_000 - rate) < 4 * standardError);
    assert.deepEqual(errorsAt(rate), errorsAt(rate));
  }
  const higher = errorsAt(0.3);
  assert.ok(errorsAt(0.1).every((error, at) => error <= higher[at]!));
});

async function* cut(bytes: Uint8Array, cuts: Iterator<number>): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const size = 1 + cuts.next().value;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
