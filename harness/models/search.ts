import type { Program, Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import { idsOf, symbolsAt } from "./allowed.ts";
import { extendBeams } from "./beam.ts";
import { type Cache, nextLogProbabilities, nextStates, pickRows, readSources } from "./cached.ts";
import { chooseBySampling, chooseGreedily, type NextSymbols, type Search } from "./choice.ts";
import type { TransformerConfig } from "./config.ts";
import type { Weights } from "./layers.ts";
import { packState, type SearchState, unpackState } from "./search-state.ts";

/** Target positions `from` (inclusive) to `to` (exclusive) that one program decodes. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A program that decodes a span of positions, unrolled, for `sources` sources at once.
 * Inputs: the parameters; `source` int32 `[sources, sourceLength]` in the first span, the former program's outputs later; for
 * sampling `uniforms` float32 `[sources·candidates, targetLength]`. Outputs: the state, see `packState`.
 */
export function searchProgram(
  config: TransformerConfig,
  search: Search,
  sources: number,
  span: Span,
): Program {
  return (inputs) => {
    let state = span.from === 0 ? openState(config, inputs, sources) : unpackState(config, inputs, sources);
    for (let position = span.from; position < span.to; position++) {
      state = extend(config, inputs, search, state, position);
    }
    return packState(state, span.to === config.targetLength);
  };
}

/** Rows a search ends with for each source. */
export function rowsPerSource(config: TransformerConfig, search: Search): number {
  if (search.kind === "greedy") return 1;
  if (search.kind === "sample") return search.candidates;
  let beams = 1;
  for (let position = 0; position < config.targetLength; position++) {
    beams = Math.min(search.beams, beams * (symbolsAt(config, position)?.length ?? config.vocabulary));
  }
  return beams;
}

function openState(config: TransformerConfig, inputs: Weights, sources: number): SearchState {
  return {
    context: readSources(config, inputs, inputs["source"], sources),
    cache: [],
    last: tf.fill([sources], config.symbols.start, "int32"),
    history: undefined,
    scores: undefined,
    finished: undefined,
  };
}

function extend(
  config: TransformerConfig,
  inputs: Weights,
  search: Search,
  state: SearchState,
  position: number,
): SearchState {
  const symbols = symbolsAt(config, position);
  const { context } = state;
  const { states, cache } = nextStates(config, inputs, context, state.cache, state.last, position);
  const costs = nextLogProbabilities(config, inputs, context, states, symbols);
  const kept = position === config.targetLength - 1 ? [] : cache;
  if (search.kind === "beam") return extendByBeams(config, state, kept, costs, search.beams, position);
  if (search.kind === "greedy") return withChoice(state, kept, chooseGreedily(costs), symbols);
  const uniforms = tf.reshape(tf.slice(inputs["uniforms"]!, [0, position], [-1, 1]), [-1]);
  const copies = uniforms.size / costs.shape[0]!;
  const parents = tf.tensor1d(
    Int32Array.from({ length: uniforms.size }, (_, row) => Math.floor(row / copies)),
    "int32",
  );
  const choice = chooseBySampling(costs, uniforms, parents, search);
  return withChoice(state, copies === 1 ? kept : pickRows(kept, parents), choice, symbols);
}

/** `scores` collects every symbol's log-probability, `[rows, symbols so far]`. */
function withChoice(
  state: SearchState,
  cache: Cache,
  choice: NextSymbols,
  symbols: readonly number[] | undefined,
): SearchState {
  const last = idsOf(choice.places, symbols);
  return {
    ...state,
    cache,
    last,
    history: appendColumn(state.history, last),
    scores: appendColumn(state.scores, choice.logProbabilities),
  };
}

/** `scores` are the hypotheses' totals, `[sources, beams]`. */
function extendByBeams(
  config: TransformerConfig,
  state: SearchState,
  cache: Cache,
  costs: Tensor,
  limit: number,
  position: number,
): SearchState {
  const { sources } = state.context;
  const symbols = symbolsAt(config, position);
  const { end } = config.symbols;
  const place = end === undefined ? undefined : (symbols?.indexOf(end) ?? end);
  const start = {
    totals: tf.zeros([sources, 1]),
    finished: end === undefined ? undefined : tf.zeros([sources, 1]),
  };
  const former = state.scores === undefined ? start : { totals: state.scores, finished: state.finished };
  const best = extendBeams(former, costs, limit, place);
  const last = idsOf(best.places, symbols);
  const history = state.history && tf.gather(state.history, best.parents);
  return {
    context: state.context,
    cache: pickRows(cache, best.parents),
    last,
    history: appendColumn(history, last),
    scores: best.totals,
    finished: best.finished,
  };
}

function appendColumn(columns: Tensor | undefined, column: Tensor): Tensor {
  const added = tf.expandDims(column, 1);
  return columns === undefined ? added : tf.concat([columns, added], 1);
}
