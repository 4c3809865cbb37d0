import { type Compiled, type Device, int32, tf } from "../../../harness/engine/index.ts";
import {
  type Parameters,
  type TransformerConfig,
  targetNll,
  transformerParameterSpecs,
} from "../../../harness/models/index.ts";
import type { Examples } from "./examples.ts";

/** Tells how likely a model finds given summaries. Calls do not overlap: await each. */
export interface Judge extends AsyncDisposable {
  /** Natural logarithm of the probability of each pair's summary given its article, per symbol. */
  likelihood(parameters: Parameters, pairs: Examples): Promise<Float64Array>;
}

/** Compiles the likelihood of `rowsPerRun` pairs at once. */
export async function openJudge(
  device: Device,
  config: TransformerConfig,
  rowsPerRun: number,
): Promise<Judge> {
  const program = await compileLikelihood(device, config, rowsPerRun);

  async function likelihood(parameters: Parameters, pairs: Examples): Promise<Float64Array> {
    const scores = new Float64Array(pairs.count);
    for (let first = 0; first < pairs.count; first += rowsPerRun) {
      const feeds = {
        ...parameters,
        source: rowsFrom(pairs.sources, config.sourceLength, first, rowsPerRun),
        target: rowsFrom(pairs.targets, config.targetLength, first, rowsPerRun),
      };
      const { host } = await program.run(feeds);
      scores.set(host["likelihood"]!.data.subarray(0, pairs.count - first), first);
    }
    return scores;
  }

  return { likelihood, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

function compileLikelihood(device: Device, config: TransformerConfig, rows: number): Promise<Compiled> {
  const specs = transformerParameterSpecs(config);
  const parameters = specs.map(({ name, shape }) => [name, { shape, dtype: "float32" as const }]);
  const signature = {
    ...Object.fromEntries(parameters),
    source: { shape: [rows, config.sourceLength], dtype: "int32" as const },
    target: { shape: [rows, config.targetLength], dtype: "int32" as const },
  };
  return device.compile(
    (inputs) => {
      const { source, target } = inputs as { source: never; target: never };
      const nll = targetNll(config, inputs, { source, target });
      const written = tf.cast(tf.notEqual(target, tf.scalar(config.symbols.pad!, "int32")), "float32");
      const sums = tf.sum(tf.mul(nll, written), 1);
      return { likelihood: tf.neg(tf.div(sums, tf.maximum(tf.sum(written, 1), 1))) };
    },
    signature,
    { name: "news likelihood" },
  );
}

/** `rows` rows from `first` on; beyond the last pair only padding. */
function rowsFrom(values: Int32Array, width: number, first: number, rows: number) {
  const picked = new Int32Array(rows * width);
  picked.set(values.subarray(first * width, (first + rows) * width));
  return int32([rows, width], picked);
}
