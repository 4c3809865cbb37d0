import { type Device, int32, type Tensor, tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";
import { targetNll } from "./loss.ts";
import { type Parameters, parameterSignature, uploadParameters } from "./parameters.ts";
import { runOfRows } from "./rows.ts";

/** How likely a model finds given targets. Calls do not overlap: await each. */
export interface Scorer extends AsyncDisposable {
  /** Natural log-probability of each target given its source, summed over its symbols but for padding; `[n, sourceLength]`, `[n, targetLength]`. */
  score(parameters: Parameters, sources: Int32Array, targets: Int32Array): Promise<Float64Array>;
}

/** Compiles the scoring of `rowsPerRun` pairs at a time; the last run is filled up. */
export async function openScorer(
  device: Device,
  config: TransformerConfig,
  rowsPerRun: number,
): Promise<Scorer> {
  const { sourceLength, targetLength } = config;
  const signature = parameterSignature(config);
  const program = await device.compile(
    (inputs) => ({ scores: tf.neg(tf.sum(writtenNll(config, inputs), 1)) }),
    {
      ...signature,
      ...(sourceLength > 0 && { source: { shape: [rowsPerRun, sourceLength], dtype: "int32" as const } }),
      target: { shape: [rowsPerRun, targetLength], dtype: "int32" },
    },
    { name: "score" },
  );

  async function score(parameters: Parameters, sources: Int32Array, targets: Int32Array) {
    const count = targets.length / targetLength;
    const scores = new Float64Array(count);
    const held = await uploadParameters(device, signature, parameters);
    try {
      for (let first = 0; first < count; first += rowsPerRun) {
        const { host } = await program.run({
          ...held,
          ...(sourceLength > 0 && {
            source: int32([rowsPerRun, sourceLength], runOfRows(sources, sourceLength, first, rowsPerRun)),
          }),
          target: int32([rowsPerRun, targetLength], runOfRows(targets, targetLength, first, rowsPerRun)),
        });
        scores.set(host["scores"]!.data.subarray(0, count - first), first);
      }
    } finally {
      for (const tensor of Object.values(held)) tensor.dispose();
    }
    return scores;
  }

  return { score, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** Negative log-likelihood of each symbol, 0 for padding: `[rows, targetLength]`. */
function writtenNll(config: TransformerConfig, inputs: Readonly<Record<string, Tensor>>): Tensor {
  const nll = targetNll(config, inputs, inputs);
  const { pad } = config.symbols;
  if (pad === undefined) return nll;
  return tf.mul(nll, tf.cast(tf.notEqual(inputs["target"]!, tf.scalar(pad, "int32")), "float32"));
}
