/** A folder of the product, what it is for, and which folders of the harness it may import from. */
export interface Room {
  readonly folder: string;
  readonly does: string;
  readonly may: readonly string[];
}

/** The house, floor by floor: each folder imports only from those named. docs/design.md shows this list as its table. */
export const rooms: readonly Room[] = [
  { folder: "errors", does: "one error family: what, where, how to mend, who is to blame", may: [] },
  { folder: "random", does: "seeded streams, named by purpose", may: [] },
  { folder: "statistics", does: "a mean with its interval; the only home of Student's t", may: [] },
  { folder: "machine", does: "what this computer lets a process use", may: [] },
  { folder: "figure", does: "charts as data, and pieces of Vega-Lite that they share", may: [] },
  { folder: "provenance", does: "with what a result was made: commit, versions, machine", may: ["machine"] },
  {
    folder: "format",
    does: "numbers and words as people read them, on a terminal and on a page",
    may: [],
  },
  {
    folder: "config",
    does: "YAML and JSON files, checked; errors name file, line and field",
    may: ["errors"],
  },
  {
    folder: "artifacts",
    does: "work that cells share: content-addressed bundles, kernel locks",
    may: ["errors"],
  },
  {
    folder: "study",
    does: "replications and calibrations: contract, schema, store",
    may: ["artifacts", "config", "errors", "figure", "format", "provenance", "random", "statistics"],
  },
  {
    folder: "task",
    does: "the contract of a task; `tasks/` discovered",
    may: ["artifacts", "config", "errors", "random", "study"],
  },
  {
    folder: "submission",
    does: "manifests; `submissions/` discovered, each folder by itself; files, hashes, who takes part where",
    may: ["artifacts", "config", "errors", "task"],
  },
  {
    folder: "selection",
    does: "who selects: the contract, metered verifiers, rules in this process, φ, ψ and p⋆",
    may: ["errors", "random", "submission", "task"],
  },
  {
    folder: "labels",
    does: "a pool's outputs for people to judge, and what they said: forms of tools, written and read",
    may: ["artifacts", "config", "errors", "random", "task"],
  },
  { folder: "kit", does: "what strategies may import, one folder for each language; frozen", may: [] },
  {
    folder: "strategy",
    does: "a submitted program as a selector: wire protocol, sandbox, setup, limits",
    may: ["artifacts", "errors", "kit", "random", "selection", "submission", "task"],
  },
  {
    folder: "engine",
    does: "tfjs programs: recorded, simplified, lowered to ONNX, run; `engine.md`",
    may: ["artifacts", "errors", "machine", "random"],
  },
  {
    folder: "models",
    does: "transformers, written once in the tfjs API; training on weighted examples, decoding, scoring",
    may: ["artifacts", "engine", "errors", "random"],
  },
  {
    folder: "sequence",
    does: "tasks whose models write sequences, made of a codec, a judge, data and a recipe",
    may: ["artifacts", "errors", "models", "random", "task"],
  },
  {
    folder: "record",
    does: "the result schema, store, fingerprints",
    may: ["artifacts", "config", "errors", "provenance", "submission", "task"],
  },
  {
    folder: "loop",
    does: "generate → select → train → evaluate, round by round",
    may: ["artifacts", "errors", "random", "record", "selection", "submission", "task"],
  },
  {
    folder: "calibration",
    does: "plain rules played on any task: trials, curves, and what is demanded of a task's numbers",
    may: [
      "artifacts",
      "errors",
      "figure",
      "format",
      "loop",
      "random",
      "record",
      "selection",
      "statistics",
      "study",
      "task",
    ],
  },
  {
    folder: "plan",
    does: "cells, their state and cost; jobs, executors and workers",
    may: [
      "artifacts",
      "config",
      "engine",
      "errors",
      "loop",
      "machine",
      "provenance",
      "random",
      "record",
      "selection",
      "strategy",
      "submission",
      "task",
    ],
  },
  {
    folder: "intake",
    does: "a submission on its way in: drafts, tries, and entries played twice beside the controls",
    may: ["artifacts", "errors", "loop", "random", "record", "selection", "strategy", "submission", "task"],
  },
  {
    folder: "separation",
    does: "which entries are told apart: paired comparisons, places, letters; runs in browsers too",
    may: ["statistics"],
  },
  {
    folder: "score",
    does: "gains, intervals, comparisons, letters, ranks, for every protocol and regime: pure functions",
    may: ["errors", "random", "record", "separation", "statistics", "submission", "task"],
  },
  {
    folder: "board",
    does: "the only place that reads records and makes a board of them",
    may: ["config", "errors", "record", "score", "submission", "task"],
  },
  {
    folder: "analysis",
    does: "what many records say together: tables for pages and papers",
    may: ["board", "config", "record", "statistics", "task"],
  },
  {
    folder: "commands",
    does: "parse, call, print",
    may: [
      "analysis",
      "artifacts",
      "board",
      "calibration",
      "engine",
      "errors",
      "format",
      "intake",
      "labels",
      "loop",
      "machine",
      "plan",
      "provenance",
      "random",
      "record",
      "selection",
      "statistics",
      "strategy",
      "study",
      "submission",
      "task",
    ],
  },
  {
    folder: "bench",
    does: "`npm run bench`: speed against peers, as ratios",
    may: [
      "artifacts",
      "engine",
      "errors",
      "machine",
      "models",
      "random",
      "record",
      "selection",
      "strategy",
      "submission",
      "task",
    ],
  },
  {
    folder: "tasks",
    does: "the tasks: data, judge, metrics; the paper's figures",
    may: [
      "artifacts",
      "config",
      "errors",
      "figure",
      "format",
      "loop",
      "models",
      "random",
      "selection",
      "sequence",
      "statistics",
      "study",
      "task",
    ],
  },
  {
    folder: "site",
    does: "the leaderboard, made from records",
    may: [
      "board",
      "config",
      "errors",
      "figure",
      "format",
      "record",
      "separation",
      "statistics",
      "study",
      "submission",
      "task",
    ],
  },
];

/** The list as the table of docs/design.md. */
export function roomTable(): string {
  const rows = rooms.map(({ folder, does, may }) => `| \`${folder}\` | ${does} | ${may.join(", ") || "–"} |`);
  return ["| folder | what it does | may import |", "|---|---|---|", ...rows].join("\n");
}
