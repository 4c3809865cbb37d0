import { type Device, describe, type HostTensor } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import type { RandomStream } from "../random/index.ts";
import { type Candidates, emptyCandidates, writeCandidates } from "./candidates.ts";
import type { Search } from "./choice.ts";
import type { TransformerConfig } from "./config.ts";
import { compileSpans, runSpans } from "./decoder-programs.ts";
import { type Parameters, parameterSignature, uploadParameters } from "./parameters.ts";
import { runOfRows } from "./rows.ts";
import { rowsPerSource } from "./search.ts";

export interface DecoderOptions {
  /** Sources decoded in one run of the compiled program; the last run is filled up. Default: what stays in a core's cache. */
  readonly sourcesPerRun?: number;
  /** Target positions a program unrolls; between programs the search stops when every row has ended. Default 16. */
  readonly positionsPerProgram?: number;
}

/** A compiled search: one model shape, one kind of search, any parameters. Decodes do not overlap: await each. */
export interface Decoder extends AsyncDisposable {
  /** Candidates of int32 `sources` `[n, sourceLength]`. Sampling needs `stream`; a source's draws depend on its row alone. */
  decode(parameters: Parameters, sources: HostTensor, stream?: RandomStream): Promise<Candidates>;
}

/** Measured best between 256 and 1,024 for models 32 to 128 wide; a source position weighs less, as it is read once. */
const ROWS_PER_RUN = 512;
const ROWS_PER_SOURCE_POSITION = 1 / 8;

/** Compiles a search for `device`. Throws `model-config`, `decoding-option`, and what compiling throws. */
export async function openDecoder(
  device: Device,
  config: TransformerConfig,
  search: Search,
  options: DecoderOptions = {},
): Promise<Decoder> {
  checkSearch(search);
  const perSource = rowsPerSource(config, search);
  const perRun = options.sourcesPerRun ?? sourcesPerRun(config, perSource);
  const programs = await compileSpans(device, config, search, perRun, options.positionsPerProgram ?? 16);

  const lanes = Math.min(...programs.map(({ program }) => program.lanes));

  async function decode(
    parameters: Parameters,
    sources: HostTensor,
    stream?: RandomStream,
  ): Promise<Candidates> {
    const count = checkSources(config, sources);
    const candidates = emptyCandidates(config, count, perSource);
    const uniforms =
      search.kind === "sample"
        ? drawUniforms(candidates.symbols.length, config.targetLength, stream)
        : undefined;
    const held = await uploadParameters(device, parameterSignature(config), parameters);
    try {
      await sideBySide(lanes, Math.ceil(count / perRun), async (run) => {
        const first = run * perRun;
        const inputs = {
          source: rowsFrom(sources, first, perRun),
          uniforms: uniforms && rowsFrom(uniforms, first * perSource, perRun * perSource),
        };
        const found = await runSpans(config, programs, held, inputs);
        writeCandidates(config, search, candidates, found, first);
      });
    } finally {
      for (const tensor of Object.values(held)) tensor.dispose();
    }
    return candidates;
  }

  async function dispose(): Promise<void> {
    for (const { program } of programs) await program[Symbol.asyncDispose]();
  }

  return { decode, [Symbol.asyncDispose]: dispose };
}

function sourcesPerRun({ sourceLength }: TransformerConfig, rows: number): number {
  return Math.max(1, Math.floor(ROWS_PER_RUN / Math.max(rows, sourceLength * ROWS_PER_SOURCE_POSITION)));
}

/** Does jobs 0 … `count` − 1, at most `lanes` at a time. */
async function sideBySide(lanes: number, count: number, job: (run: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** `count` rows of `[n, width]` from `first` on; beyond the end the last row again. */
function rowsFrom(tensor: HostTensor, first: number, count: number): HostTensor {
  const width = tensor.shape[1]!;
  return { ...tensor, shape: [count, width], data: runOfRows(tensor.data, width, first, count) };
}

/** Multiples of 2⁻²³ in [0, 1): rounding of their product with a sum never reaches the sum. */
function drawUniforms(count: number, width: number, stream: RandomStream | undefined): HostTensor {
  if (stream === undefined) throw optionError("stream", "a random stream for sampling", "none");
  const data = Float32Array.from({ length: count }, () => Math.floor(stream.uniform() * 2 ** 23) / 2 ** 23);
  return { dtype: "float32", shape: [count / width, width], data };
}

function checkSources(config: TransformerConfig, sources: HostTensor): number {
  const [count = 0, length] = sources.shape;
  const fits =
    sources.dtype === "int32" && sources.shape.length === 2 && length === config.sourceLength && count > 0;
  if (!fits) throw optionError("sources", `int32[n,${config.sourceLength}] with n ≥ 1`, describe(sources));
  return count;
}

function checkSearch(search: Search): void {
  if (search.kind === "beam") requirePositiveInteger("beams", search.beams);
  if (search.kind !== "sample") return;
  requirePositiveInteger("candidates", search.candidates);
  if (search.topK !== undefined) requirePositiveInteger("topK", search.topK);
  const { temperature = 1, topP = 1 } = search;
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw optionError("temperature", "a number above 0", temperature);
  if (!(topP > 0 && topP <= 1)) throw optionError("topP", "a number in (0, 1]", topP);
}

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw optionError(name, "a positive integer", value);
}

function optionError(where: string, expected: string, received: unknown): BenchError {
  return new BenchError("a search cannot run with this option", {
    code: "decoding-option",
    blame: "task",
    where,
    expected,
    received: String(received),
    mend: `Change \`${where}\`.`,
  });
}
