/**
 * What a strategy needs to speak protocol 1 of Collapse Bench (docs/protocol.md): `strategy((pool) => picks)`.
 * Importing it hands standard output over to the protocol: whatever is logged to the console goes to the log.
 */
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** One output that the generator proposes for an item. */
export interface Candidate<Output = unknown> {
  /** The item's id. */
  readonly item: number;
  /** From 0 within the item. */
  readonly id: number;
  readonly output: Output;
  /** Natural logarithm of the probability that the generator gave to the output. */
  readonly logprob: number;
  /** The output's length in the generator's own tokens. */
  readonly tokens: number;
}

/** One input with all that the generator proposes for it. */
export interface Item<Input = unknown, Output = unknown> {
  readonly id: number;
  readonly input: Input;
  readonly candidates: readonly Candidate<Output>[];
}

/** What is kept: a candidate, or its item's id and its own; with a weight above 0 if it is not 1. */
export type Pick =
  | Candidate
  | readonly [candidate: Candidate, weight: number]
  | readonly [item: number, candidate: number, weight?: number];

/** The manifest's params, with the variant's changes. */
export type Params = Readonly<Record<string, unknown>>;

/** A decoding choice that the task offers. */
export type DecodingChoice =
  | { readonly default: number; readonly min: number; readonly max: number; readonly integer?: boolean }
  | { readonly default: string; readonly values: readonly string[] };

/** Shapes that a strategy knows of: `strategy<{ Input: string }>(…)`; what is left out is unknown. */
export interface Shapes {
  readonly Input?: unknown;
  readonly Output?: unknown;
  readonly Params?: unknown;
}

type Shape<S extends Shapes, Name extends keyof Shapes, Otherwise> =
  S extends Record<Name, infer Known> ? Known : Otherwise;

interface Hello {
  readonly type: "hello";
  readonly protocol: number;
  readonly task: string;
  readonly tier: string;
  readonly round: number;
  readonly rounds: number;
  readonly regime: "replace" | "accumulate";
  readonly seed: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly budget: Readonly<Record<string, number>>;
  readonly params: Params;
}

interface RawItem {
  readonly type: "item";
  readonly id: number;
  readonly input: unknown;
  readonly candidates: readonly Omit<Candidate, "item">[];
}

type Choices = Readonly<Record<string, DecodingChoice>>;
type PoolMessage = RawItem | { readonly type: "pool-end" };
type Message =
  | Hello
  | PoolMessage
  | { readonly type: "plan"; readonly choices: Choices }
  | { readonly type: "feedback"; readonly scores: readonly number[]; readonly left: number };

const protocol = 1;
/** Candidates in a message; a line may hold 16 MiB. */
const queryPiece = 20_000;
const selectPiece = 10_000;

Object.defineProperty(process, "stdout", { get: () => process.stderr });

/** What the generator proposes in one round, and all that may be done with it. Iterating takes the items as they come, once. */
export class Pool<S extends Shapes = Shapes> {
  readonly task: string;
  readonly tier: string;
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  readonly regime: "replace" | "accumulate";
  readonly seed: number;
  /** What inputs and outputs look like, in words. */
  readonly fields: Readonly<Record<string, string>>;
  readonly params: Shape<S, "Params", Params>;
  /** Most candidates that may be selected. */
  readonly keep: number;
  /** Candidates that each verifier still scores. */
  readonly left: Readonly<Record<string, number>>;
  /** A number in [0, 1), by the seed: the only source of randomness to use. */
  readonly random: () => number;
  readonly #left: Record<string, number>;
  readonly #plan: Plan<S> | undefined;
  /** What came while something else was awaited. */
  readonly #waiting: PoolMessage[] = [];
  #taken = 0;
  #items: readonly ItemOf<S>[] | undefined;
  #isRead = false;

  constructor(hello: Hello, plan: Plan<S> | undefined) {
    const { keep, ...verifiers } = hello.budget;
    this.task = hello.task;
    this.tier = hello.tier;
    this.round = hello.round;
    this.rounds = hello.rounds;
    this.regime = hello.regime;
    this.seed = hello.seed;
    this.fields = hello.fields;
    this.params = hello.params as Shape<S, "Params", Params>;
    this.keep = keep!;
    this.#left = verifiers;
    this.left = verifiers;
    this.random = uniform(hello.seed);
    this.#plan = plan;
    this.#waiting.push(this.#next() as PoolMessage);
  }

  /** All items. */
  get items(): readonly ItemOf<S>[] {
    this.#items ??= [...this.#stream()];
    return this.#items;
  }

  [Symbol.iterator](): Iterator<ItemOf<S>> {
    return this.#items === undefined ? this.#stream() : this.#items.values();
  }

  /**
   * A verifier's scores of candidates, or of pairs of ids, in their order; higher is better. `error` is for the verifier
   * "noisy": the chance that it answers the opposite of the truth.
   */
  ask(verifier: string, candidates: Iterable<Pick>, { error }: { readonly error?: number } = {}): number[] {
    const pairs = Array.from(candidates, (pick) => pairOf(pick).slice(0, 2));
    const scores: number[] = [];
    for (let start = 0; start < pairs.length; start += queryPiece) {
      const items = pairs.slice(start, start + queryPiece);
      send({ type: "query", verifier, ...(error === undefined ? {} : { error }), items });
      const answer = this.#answer();
      for (const score of answer.scores) scores.push(score);
      this.#left[verifier] = answer.left;
    }
    return scores;
  }

  /** Keeps these picks too, each candidate at most once in a round; may be called any number of times. */
  select(picks: Iterable<Pick>): void {
    let items: (readonly number[])[] = [];
    for (const pick of picks) {
      items.push(pairOf(pick));
      if (items.length < selectPiece) continue;
      send({ type: "select", items });
      items = [];
    }
    if (items.length > 0) send({ type: "select", items });
  }

  /** Up to `count` of the values, in random order. */
  sample<Value>(values: readonly Value[], count: number): Value[] {
    const drawn = [...values];
    const wanted = Math.min(count, drawn.length);
    for (let place = 0; place < wanted; place++) {
      const other = place + Math.floor(this.random() * (drawn.length - place));
      [drawn[place], drawn[other]] = [drawn[other]!, drawn[place]!];
    }
    return drawn.slice(0, wanted);
  }

  *#stream(): Generator<ItemOf<S>> {
    if (this.#isRead) throw new Error("the pool's items come once; use pool.items to go through them again");
    this.#isRead = true;
    for (;;) {
      const isWaiting = this.#taken < this.#waiting.length;
      const message = isWaiting ? this.#waiting[this.#taken++]! : (this.#next() as PoolMessage);
      if (message.type === "pool-end") return;
      const { id: item, input, candidates } = message;
      const own = candidates.map(({ id, output, logprob, tokens }) => ({
        item,
        id,
        output,
        logprob,
        tokens,
      }));
      yield { id: item, input, candidates: own } as ItemOf<S>;
    }
  }

  #answer() {
    for (;;) {
      const message = this.#next();
      if (message.type === "feedback") return message;
      this.#waiting.push(message as PoolMessage);
    }
  }

  #next(): Message {
    const message = read();
    if (message.type !== "plan") return message;
    send({ type: "decoding", choices: this.#plan?.(this, message.choices) ?? {} });
    return read();
  }
}

type ItemOf<S extends Shapes> = Item<Shape<S, "Input", unknown>, Shape<S, "Output", unknown>>;

/** Decoding choices that are not left at their defaults; asked before the pool is generated. */
export type Plan<S extends Shapes = Shapes> = (
  pool: Pool<S>,
  choices: Choices,
) => Readonly<Record<string, number | string>> | undefined;

/** What is selected, by the pool's end: picks, or nothing for a function that calls `pool.select` itself. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is welcome
export type Selected = Iterable<Pick> | void;

/** Plays one round; `plan` is for strategies whose manifest says `generation: true`. */
export function strategy<S extends Shapes = Shapes>(
  select: (pool: Pool<S>) => Selected | Promise<Selected>,
  { plan }: { readonly plan?: Plan<S> } = {},
): Promise<void> | undefined {
  const hello = read() as Hello;
  if (hello.protocol !== protocol)
    throw new Error(`this speaks protocol ${protocol}, and the harness ${hello.protocol}`);
  const pool = new Pool<S>(hello, plan);
  const finish = (picks: Selected): void => {
    if (picks !== undefined) pool.select(picks);
    send({ type: "done" });
  };
  const selected = select(pool);
  if (selected instanceof Promise) return selected.then(finish);
  finish(selected);
  return undefined;
}

function pairOf(pick: Pick): number[] {
  if (isCandidate(pick)) return [pick.item, pick.id];
  const [first, ...others] = Array.isArray(pick) ? (pick as readonly unknown[]) : [];
  const values = isCandidate(first) ? [first.item, first.id, ...others] : [first, ...others];
  const given = values.filter((value) => value !== undefined);
  if (given.length >= 2 && given.length <= 3 && given.every((value) => typeof value === "number"))
    return given;
  throw new TypeError(
    `${JSON.stringify(pick)} is no pick: give a candidate, [candidate, weight], [item id, candidate id] or ` +
      "[item id, candidate id, weight]",
  );
}

function isCandidate(value: unknown): value is Candidate {
  return typeof value === "object" && value !== null && "logprob" in value;
}

/** Mulberry32: enough for drawing samples. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bytes = Buffer.alloc(2 ** 18);
const decoder = new StringDecoder("utf8");
let rest = "";
let lines: string[] = [];
let next = 0;

/** The next message, waited for without a turn of the event loop. */
function read(): Message {
  while (next === lines.length) {
    const size = patiently(() => readSync(0, bytes));
    if (size === 0) throw new Error("standard input has ended; the harness writes it, see docs/protocol.md");
    lines = (rest + decoder.write(bytes.subarray(0, size))).split("\n");
    rest = lines.pop()!;
    next = 0;
  }
  return JSON.parse(lines[next++]!) as Message;
}

function send(message: object): void {
  const text = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let start = 0; start < text.length; ) start += patiently(() => writeSync(1, text, start));
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** A descriptor that is shared with a program of another temper may say that it is busy. */
function patiently(work: () => number): number {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(never, 0, 0, 1);
    }
  }
}
