import { type Device, type HostTensor, sizeOf, tf } from "../../harness/engine/index.ts";
import {
  type Parameters,
  type TransformerConfig,
  targetNll,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";

/** Log-probabilities of given targets under a model. */
export interface Scorer extends AsyncDisposable {
  /** Natural log-probability of each target given its source; int32 `[n, sourceLength]` and `[n, targetLength]`. */
  score(parameters: Parameters, sources: Int32Array, targets: Int32Array): Promise<Float64Array>;
}

/** Compiles a scorer that reads `rows` pairs at a time; the last run is filled up. */
export async function openScorer(device: Device, config: TransformerConfig, rows: number): Promise<Scorer> {
  const { sourceLength, targetLength } = config;
  const parameterSpecs = transformerParameterSpecs(config).map(
    ({ name, shape }) => [name, { shape, dtype: "float32" as const }] as const,
  );
  const program = await device.compile(
    (inputs) => ({ scores: tf.neg(tf.sum(targetNll(config, inputs, inputs), 1)) }),
    {
      ...Object.fromEntries(parameterSpecs),
      source: { shape: [rows, sourceLength], dtype: "int32" },
      target: { shape: [rows, targetLength], dtype: "int32" },
    },
    { name: "score" },
  );

  async function score(parameters: Parameters, sources: Int32Array, targets: Int32Array) {
    const count = targets.length / targetLength;
    const scores = new Float64Array(count);
    for (let first = 0; first < count; first += rows) {
      const { host } = await program.run({
        ...parameters,
        source: rowsFrom(sources, first, [rows, sourceLength]),
        target: rowsFrom(targets, first, [rows, targetLength]),
      });
      scores.set(host["scores"]!.data.subarray(0, Math.min(rows, count - first)), first);
    }
    return scores;
  }

  return { score, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** Rows from `first` on, filled with symbol 0 beyond the last. */
function rowsFrom(values: Int32Array, first: number, shape: readonly [number, number]): HostTensor {
  const data = new Int32Array(sizeOf(shape));
  data.set(values.subarray(first * shape[1], (first + shape[0]) * shape[1]));
  return { dtype: "int32", shape, data };
}
