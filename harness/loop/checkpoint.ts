import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type Bundle, decodeBundle, encodeBundle, vectorArray, writeWhole } from "../artifacts/index.ts";
import { hasErrnoCode } from "../errors/index.ts";
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

/** Finished rounds of one cell, in a folder that is removed when the cell's record is written. */
export interface Checkpoints {
  read(position: RoundPosition): Promise<FinishedRound | undefined>;
  write(position: RoundPosition, finished: FinishedRound): Promise<void>;
  clear(): Promise<void>;
}

export function openCheckpoints(folder: string): Checkpoints {
  const fileOf = ({ regime, round }: RoundPosition) => path.join(folder, `${regime}-${round}.safetensors`);

  async function read(position: RoundPosition): Promise<FinishedRound | undefined> {
    try {
      return unpack(decodeBundle(await readFile(fileOf(position))));
    } catch (error) {
      if (hasErrnoCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  async function write(position: RoundPosition, finished: FinishedRound): Promise<void> {
    await writeWhole(fileOf(position), encodeBundle(pack(finished)));
  }

  return { read, write, clear: () => rm(folder, { recursive: true, force: true }) };
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
