import type { Compiled, Device, DeviceTensor, Feeds, HostTensor, Signature } from "../engine/index.ts";
import type { Search } from "./choice.ts";
import type { TransformerConfig } from "./config.ts";
import { parameterSignature } from "./parameters.ts";
import { rowsPerSource, type Span, searchProgram } from "./search.ts";
import { heldNames } from "./search-state.ts";

/** The program of one span of positions. */
export interface SpanProgram {
  readonly span: Span;
  readonly program: Compiled;
}

/** What a run found: symbols `[rows, positions]` and scores as the search state has them; fewer positions when all rows ended. */
export interface FoundSymbols {
  readonly symbols: HostTensor;
  readonly scores: HostTensor;
}

/** Compiles the spans in order: the outputs of each are inputs of the next. */
export async function compileSpans(
  device: Device,
  config: TransformerConfig,
  search: Search,
  sources: number,
  positions: number,
): Promise<SpanProgram[]> {
  const programs: SpanProgram[] = [];
  const constant = { ...parameterSignature(config), ...uniformSignature(config, search, sources) };
  let state: Signature = sourceSignature(config, sources);
  for (let from = 0; from < config.targetLength; from += positions) {
    const span = { from, to: Math.min(from + positions, config.targetLength) };
    const program = await device.compile(
      searchProgram(config, search, sources, span),
      { ...constant, ...state },
      {
        name: `decode ${search.kind} ${span.from}–${span.to}`,
        keep: span.to === config.targetLength ? [] : heldNames(config),
        lanes: positions < config.targetLength ? 1 : device.info.threads,
      },
    );
    programs.push({ span, program });
    state = program.outputs;
  }
  return programs;
}

/** One run of all spans, or of those before every row has ended; held tensors live until the next span has read them. */
export async function runSpans(
  config: TransformerConfig,
  programs: readonly SpanProgram[],
  parameters: Feeds,
  inputs: Readonly<Record<string, HostTensor | undefined>>,
): Promise<FoundSymbols> {
  let state: Feeds = {};
  let held: Readonly<Record<string, DeviceTensor>> = {};
  let found: FoundSymbols | undefined;
  for (const { program } of programs) {
    const feeds = select(program.inputs, { ...parameters, ...inputs, ...state });
    const { host, device } = await program.run(feeds);
    disposeAll(held);
    held = device;
    state = { ...host, ...device };
    found = { symbols: host["symbols"]!, scores: host["scores"]! };
    if (allEnded(config, found.symbols)) break;
  }
  disposeAll(held);
  return found!;
}

function sourceSignature(config: TransformerConfig, sources: number): Signature {
  if (config.sourceLength === 0) return {};
  return { source: { shape: [sources, config.sourceLength], dtype: "int32" } };
}

function uniformSignature(config: TransformerConfig, search: Search, sources: number): Signature {
  if (search.kind !== "sample") return {};
  const rows = sources * rowsPerSource(config, search);
  return { uniforms: { shape: [rows, config.targetLength], dtype: "float32" } };
}

function select(wanted: Signature, offered: Readonly<Record<string, Feeds[string] | undefined>>): Feeds {
  const chosen = Object.keys(wanted).map((name) => [name, offered[name]] as const);
  return Object.fromEntries(
    chosen.filter((entry): entry is readonly [string, Feeds[string]] => entry[1] !== undefined),
  );
}

function allEnded(config: TransformerConfig, { shape, data }: HostTensor): boolean {
  const { end } = config.symbols;
  if (end === undefined) return false;
  const [rows, length] = shape as [number, number];
  for (let row = 0; row < rows; row++) {
    if (data.subarray(row * length, (row + 1) * length).indexOf(end) < 0) return false;
  }
  return true;
}

function disposeAll(tensors: Readonly<Record<string, DeviceTensor>>): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
