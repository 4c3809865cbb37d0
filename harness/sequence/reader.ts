import type { Bundle } from "../artifacts/index.ts";
import { type Candidates, type Examples, joinRows, pickRows } from "../models/index.ts";
import type { CandidateList } from "../task/index.ts";
import type { Codec, InputCoding, Lessons, Pair } from "./contract.ts";
import type { SequencePool } from "./pool.ts";
import { restoredWriting, type Writing } from "./writing.ts";

type Pairs<Input, Output> = readonly Pair<Input, Output>[];

/** One codec at work: whatever is trained or scored with it, whoever wrote it, becomes its symbols here. */
export interface Reader<Input, Output> {
  /** int32 `[pairs, sourceLength]`. */
  sources(pairs: Pairs<Input, Output>): Int32Array;
  /** Real pairs as examples. */
  examples(lessons: Lessons<Input, Output>): Examples;
  /** Candidates of a pool as examples, with weights if the list has any: in the pool's own symbols if they are this codec's, else encoded. */
  selected(pool: SequencePool<Input, Output>, list: CandidateList & Pick<Examples, "weights">): Examples;
  /** Symbols of one target that are no padding; at least 1. */
  lengthOf(target: Int32Array): number;
  /** What a model of this codec wrote. */
  spelt(pairs: Pairs<Input, Output>, candidates: Candidates): Writing<Output>;
  /** The pairs' own outputs, of which one is certain. */
  truth(pairs: Pairs<Input, Output>): Writing<Output>;
  restored(pairs: Pairs<Input, Output>, bundle: Bundle): Writing<Output>;
}

/** Opens a codec; `pad` is what its symbols are filled up with, if they are. */
export function readerOf<Input, Output>(
  codec: Codec<Input, Output>,
  pad: number | undefined,
): Reader<Input, Output> {
  const known = new WeakMap<Pairs<Input, Output>, readonly InputCoding<Output>[]>();

  function readingsOf(pairs: Pairs<Input, Output>): readonly InputCoding<Output>[] {
    const readings = known.get(pairs) ?? pairs.map(({ input }) => codec.read(input));
    known.set(pairs, readings);
    return readings;
  }

  function encoded(pairs: Pairs<Input, Output>): Int32Array[] {
    return readingsOf(pairs).map((reading, row) => reading.encode(pairs[row]!.output));
  }

  function sources(pairs: Pairs<Input, Output>): Int32Array {
    return joinRows(readingsOf(pairs).map(({ source }) => source));
  }

  /** Decodes any of `count` outputs when it is asked for. */
  function outputsOf(pairs: Pairs<Input, Output>, symbols: Int32Array, count: number) {
    const readings = readingsOf(pairs);
    const length = symbols.length / count;
    const perInput = count / pairs.length;
    return (number: number) =>
      readings[Math.floor(number / perInput)]!.decode(
        symbols.subarray(number * length, (number + 1) * length),
      );
  }

  function selected(
    pool: SequencePool<Input, Output>,
    { items, candidates, weights }: CandidateList & Pick<Examples, "weights">,
  ): Examples {
    const { pairs, writing } = pool;
    const readings = readingsOf(pairs);
    const numbers = items.map((item, place) => pool.numberOf(item, candidates[place]!));
    const { spelling, tokens } = writing;
    const encode = (item: number, place: number) => readings[item]!.encode(writing.output(numbers[place]!));
    return {
      count: items.length,
      sources: joinRows(Array.from(items, (item) => readings[item]!.source)),
      targets:
        spelling?.codec === codec.id
          ? pickRows(spelling.symbols, spelling.symbols.length / tokens.length, numbers)
          : joinRows(Array.from(items, encode)),
      ...(weights && { weights }),
    };
  }

  const lengthOf = (target: Int32Array) => Math.max(1, target.filter((symbol) => symbol !== pad).length);

  return {
    sources,
    examples: ({ pairs, ...weights }) => ({
      count: pairs.length,
      sources: sources(pairs),
      targets: joinRows(encoded(pairs)),
      ...weights,
    }),
    selected,
    lengthOf,
    spelt: (pairs, { symbols, lengths, logProbabilities }) => ({
      logprobs: logProbabilities,
      tokens: lengths,
      output: outputsOf(pairs, symbols, lengths.length),
      spelling: { codec: codec.id, symbols },
    }),
    truth: (pairs) => ({
      logprobs: new Float64Array(pairs.length),
      tokens: Int32Array.from(encoded(pairs), lengthOf),
      output: (number) => pairs[number]!.output,
    }),
    restored: (pairs, bundle) =>
      restoredWriting(bundle, codec.id, (symbols, count) => outputsOf(pairs, symbols, count)),
  };
}
