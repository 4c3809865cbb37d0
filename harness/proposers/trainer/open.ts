import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type ArtifactStore,
  canonicalHash,
  hashOfFile,
  withLock,
  writeWhole,
} from "../../artifacts/index.ts";
import { type Answer, answersOf, partsOf } from "../answers.ts";
import type { ProposedText, TextModel, TextPair, TextProposing, TextScore } from "../contract.ts";
import { readJsonLines, writeJsonLines } from "./exchange.ts";
import { trainerError } from "./problem.ts";
import {
  type LessonRecipe,
  PROTOCOL,
  proposedLine,
  scoredLine,
  type TextLesson,
  type TrainedState,
} from "./protocol.ts";
import { openTalk, type Talk } from "./talk.ts";

/** Which program, and where it works. */
export interface TrainerOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** A folder in the hub's layout, or whatever else the program takes for one. */
  readonly base: string;
  /** SHA-256 of the base; default: what the program says of it, or its path. */
  readonly baseId?: string;
  /** Where trained states lie, and files that are exchanged. */
  readonly workDir: string;
  /** Keeps answers. */
  readonly store: Pick<ArtifactStore, "bundle">;
  /** Longest silence of the program; default 600,000. */
  readonly silenceMs?: number;
  /** Prompts, or pairs, in one request, whose answers are kept together; default 64. */
  readonly batch?: number;
  /** Told how far a call has come. */
  progress?(line: string): void;
}

/** The program and arguments that a word stands for: `transformers` is the trainer that comes along. */
export function trainerCommand(word: string): readonly string[] {
  if (word !== "transformers") return word.trim().split(/\s+/);
  return ["python3", join(import.meta.dirname, "python", "transformers_trainer.py")];
}

/** A trainer; as a `TextModel` it is its base. */
export interface OutsideTrainer extends TextModel {
  /** The model of a trained state; undefined for the base. Not to be disposed of: it ends with the trainer. */
  at(state: TrainedState | undefined): TextModel;
  /** Trains the base, or a state of it. What was trained once is found again, and a stopped training goes on if the program can. */
  train(lessons: readonly TextLesson[], recipe: LessonRecipe, from?: TrainedState): Promise<TrainedState>;
  /** Writes a state, or the base, as a whole model in the hub's layout. */
  save(state: TrainedState | undefined, folder: string): Promise<void>;
}

/** Starts a trainer and opens its base. Throws `trainer-not-started`, `trainer-died`, `trainer-silent`, `trainer-failed`, `trainer-answer`. */
export async function openTrainer(options: TrainerOptions): Promise<OutsideTrainer> {
  const { base, workDir, store, progress = () => {}, silenceMs = 600_000, batch = 64 } = options;
  await using opened = new AsyncDisposableStack();
  const talk = opened.use(openTalk({ command: options.command, silenceMs, progress }));
  const hello = await talk.ask({ type: "open", protocol: PROTOCOL, base }, "opened");
  await mkdir(workDir, { recursive: true });
  const exchange = await mkdtemp(join(workDir, "exchange-"));
  opened.defer(() => rm(exchange, { recursive: true, force: true }));
  const id = canonicalHash({ trainer: hello.name, base: options.baseId ?? hello.base ?? base });
  const place: Place = { talk, id, workDir, exchange, store, batch, name: `${hello.name} on ${base}` };
  const own = modelAt(place, undefined);
  const kept = opened.move();
  return {
    ...own,
    get cost() {
      return own.cost;
    },
    get kept() {
      return own.kept;
    },
    at: (state) => modelAt(place, state),
    train: (lessons, recipe, from) => trained(place, lessons, recipe, from),
    save: async (state, folder) => {
      await talk.ask({ type: "save", state: state?.folder ?? null, to: folder }, "saved");
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Place extends Pick<TrainerOptions, "workDir" | "store"> {
  readonly talk: Talk;
  readonly id: string;
  readonly exchange: string;
  readonly batch: number;
  readonly name: string;
}

function modelAt({ talk, store, exchange, batch, ...place }: Place, at: TrainedState | undefined): TextModel {
  const id = canonicalHash({ trainer: place.id, state: at?.sha256 ?? "base" });
  const answers = answersOf(store, id);
  const state = at?.folder ?? null;
  const [asked, answered] = [join(exchange, "asked.jsonl"), join(exchange, "answered.jsonl")];

  async function writing(
    prompts: readonly string[],
    proposing: TextProposing,
  ): Promise<Answer<ProposedText[][]>> {
    const { search, candidates } = proposing;
    if (search === "beam") throw noBeams(place.name);
    await writeJsonLines(
      asked,
      prompts.map((prompt) => ({ prompt })),
    );
    const request = { type: "propose", state, prompts: asked, to: answered, ...proposing, search } as const;
    const { promptTokens, tokens } = await talk.ask(request, "proposed");
    const lines = await readJsonLines(answered, prompts.length, proposedLine);
    const wanted = search === "greedy" ? 1 : candidates;
    const few = lines.findIndex((line) => line.candidates.length !== wanted);
    if (few >= 0) throw otherCount(`${answered}:${few + 1}`, wanted, lines[few]!.candidates.length);
    return { value: lines.map((line) => line.candidates), cost: { requests: 1, promptTokens, tokens } };
  }

  async function scoring(pairs: readonly TextPair[]): Promise<Answer<TextScore[]>> {
    await writeJsonLines(asked, pairs);
    const request = { type: "score", state, pairs: asked, to: answered } as const;
    const { promptTokens, tokens } = await talk.ask(request, "scored");
    const value = await readJsonLines(answered, pairs.length, scoredLine);
    return { value, cost: { requests: 1, promptTokens, tokens } };
  }

  return {
    identity: { kind: "trainer", name: place.name, id, countsEnd: true },
    async propose(prompts, proposing) {
      const written: ProposedText[][] = [];
      for (const [part, list] of partsOf(prompts, batch).entries()) {
        // Prompts that are alike in two parts are not answered alike.
        const own = { ...proposing, seed: (proposing.seed + part) % 2 ** 31 };
        written.push(...(await answers.to({ propose: list, ...own }, () => writing(list, own))));
      }
      return written;
    },
    async score(pairs) {
      const scores: TextScore[] = [];
      for (const list of partsOf(pairs, batch))
        scores.push(...(await answers.to({ score: list }, () => scoring(list))));
      return scores;
    },
    get cost() {
      return answers.cost;
    },
    get kept() {
      return answers.kept;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const DONE = "trained.json";

/** A state appears whole: its folder is renamed when the trainer is done and its files are hashed. */
async function trained(
  { talk, id, workDir }: Place,
  lessons: readonly TextLesson[],
  recipe: LessonRecipe,
  from: TrainedState | undefined,
): Promise<TrainedState> {
  const key = canonicalHash({ trainer: id, from: from?.sha256 ?? "base", lessons, recipe });
  const [folder, begun] = [join(workDir, key), join(workDir, `${key}.begun`)];
  return withLock(join(workDir, `${key}.lock`), async () => {
    const stored = await storedState(folder);
    if (stored !== undefined) return stored;
    const [fresh, unfinished] = [join(begun, "state"), join(begun, "unfinished")];
    await rm(fresh, { recursive: true, force: true });
    for (const made of [fresh, unfinished]) await mkdir(made, { recursive: true });
    const examples = join(begun, "examples.jsonl");
    await writeJsonLines(examples, lessons);
    const answer = await talk.ask(
      { type: "train", from: from?.folder ?? null, examples, recipe, to: fresh, unfinished },
      "trained",
    );
    const { steps, loss } = answer;
    const sha256 = await hashOf(fresh);
    await writeWhole(join(fresh, DONE), JSON.stringify({ sha256, steps, loss }));
    await rename(fresh, folder);
    await rm(begun, { recursive: true });
    return { folder, sha256, steps, loss };
  });
}

async function storedState(folder: string): Promise<TrainedState | undefined> {
  if (!existsSync(join(folder, DONE))) return undefined;
  const known = JSON.parse(await readFile(join(folder, DONE), "utf8")) as Omit<TrainedState, "folder">;
  return { folder, ...known };
}

/** SHA-256 over names and bytes of a folder's files. Throws `trainer-answer` where there are none. */
async function hashOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).sort();
  if (files.length === 0)
    throw trainerError("trainer-answer", {
      where: folder,
      expected: "the files of a state",
      received: "none",
      mend: "Have the trainer write what it trained before it says so.",
    });
  const hashes: Record<string, string> = {};
  for (const name of files) hashes[name] = await hashOfFile(join(folder, name));
  return canonicalHash(hashes);
}

function noBeams(where: string) {
  return trainerError("trainer-failed", {
    where,
    expected: "greedy or sample",
    received: "beam",
    mend: "Choose another search; trainers have no beams.",
  });
}

function otherCount(where: string, expected: number, received: number) {
  return trainerError("trainer-answer", {
    where,
    expected: `${expected} candidates`,
    received: `${received}`,
    mend: "Hold the trainer to docs/outside-trainer.md.",
  });
}
