import { rm } from "node:fs/promises";
import {
  type ArtifactStore,
  type Bundle,
  openArtifacts,
  type Unfinished,
  vectorArray,
} from "../artifacts/index.ts";
import type { ResultRecord, RoundRecord } from "../record/index.ts";
import type { RoundPosition, Selection } from "../task/index.ts";

export type RoundExecution = NonNullable<ResultRecord["execution"]["rounds"]["replace"]>[number];

/** A finished round, so that a killed cell goes on after it. */
export interface FinishedRound {
  readonly record: RoundRecord;
  readonly execution: RoundExecution;
  readonly selection: Selection;
  /** The student's parameters. */
  readonly model: Bundle;
}

/** Finished rounds of one cell or recursion. */
export interface Checkpoints {
  read(position: RoundPosition): Promise<FinishedRound | undefined>;
  write(position: RoundPosition, finished: FinishedRound): Promise<void>;
  clear(): Promise<void>;
}

/** Finished rounds in a folder that is removed when the cell's record is written. */
export function openCheckpoints(folder: string): Checkpoints {
  return { ...keptRounds(openArtifacts(folder)), clear: () => rm(folder, { recursive: true, force: true }) };
}

/** Finished rounds of one recursion in a store, as unfinished work. */
export function keptRounds(store: Pick<ArtifactStore, "unfinished">): Checkpoints {
  const touched = new Map<string, Unfinished>();

  function at({ regime, round }: RoundPosition): Unfinished {
    const kept = store.unfinished({ what: "finished round", regime, round });
    touched.set(`${regime} ${round}`, kept);
    return kept;
  }

  return {
    async read(position) {
      const bundle = await at(position).read();
      return bundle && unpack(bundle);
    },
    write: (position, finished) => at(position).write(pack(finished)),
    async clear() {
      for (const kept of touched.values()) await kept.clear();
    },
  };
}

const modelPrefix = "model/";

function pack({ record, execution, selection, model }: FinishedRound): Bundle {
  const modelArrays = Object.entries(model.arrays).map(([name, array]) => [modelPrefix + name, array]);
  return {
    arrays: {
      items: vectorArray(Int32Array.from(selection.items)),
      candidates: vectorArray(Int32Array.from(selection.candidates)),
      weights: vectorArray(selection.weights),
      ...Object.fromEntries(modelArrays),
    },
    metadata: {
      record: JSON.stringify(record),
      execution: JSON.stringify(execution),
      model: JSON.stringify(model.metadata),
    },
  };
}

function unpack({ arrays, metadata }: Bundle): FinishedRound {
  const modelArrays = Object.entries(arrays)
    .filter(([name]) => name.startsWith(modelPrefix))
    .map(([name, array]) => [name.slice(modelPrefix.length), array]);
  return {
    record: JSON.parse(metadata["record"]!) as RoundRecord,
    execution: JSON.parse(metadata["execution"]!) as RoundExecution,
    selection: {
      items: Uint32Array.from(arrays["items"]!.data),
      candidates: Uint32Array.from(arrays["candidates"]!.data),
      weights: Float64Array.from(arrays["weights"]!.data),
    },
    model: {
      arrays: Object.fromEntries(modelArrays),
      metadata: JSON.parse(metadata["model"]!) as Record<string, string>,
    },
  };
}
