import { StrategyFailure, type StrategyFailureCode } from "../selection/index.ts";

/** Pairs of item and candidate as a strategy wrote them, by parallel arrays; not yet checked against the pool. */
export interface RawPairs {
  /** `unknownId` stands for every integer that no pool can hold. */
  readonly items: Uint32Array;
  readonly candidates: Uint32Array;
  /** 1 where the strategy gave none; finite, in (0, `maxWeight`]. */
  readonly weights: Float64Array;
}

/** What a strategy may say (docs/protocol.md). */
export type StrategyMessage =
  | { readonly type: "decoding"; readonly choices: Readonly<Record<string, unknown>> }
  | {
      readonly type: "query";
      readonly verifier: string;
      readonly error: number | undefined;
      readonly pairs: RawPairs;
    }
  | { readonly type: "select"; readonly pairs: RawPairs }
  | { readonly type: "done" };

/** Larger weights could overflow a sum over a pool. */
export const maxWeight = 1e6;
/** Highest error rate of the noisy verifier: at 1/2 its answers say nothing, beyond it they would be the truth denied. */
export const maxErrorRate = 0.5;
export const unknownId = 0xff_ff_ff_ff;

type RawMessage = Readonly<Record<string, unknown>>;

const parsers: { readonly [T in StrategyMessage["type"]]: (raw: RawMessage) => StrategyMessage } = {
  decoding: parseDecoding,
  query: parseQuery,
  select: parseSelect,
  done: parseDone,
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One line of a strategy's standard output. Throws `StrategyFailure` that quotes nothing of it. */
export function parseMessage(line: Uint8Array): StrategyMessage {
  const raw = parseJson(line);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw broken("not-an-object", "the line is not a JSON object", "Write one JSON object on each line.");
  const { type } = raw as RawMessage;
  if (typeof type !== "string" || !Object.hasOwn(parsers, type))
    throw broken(
      "unknown-type",
      'the message has no known "type"',
      `Use one of ${Object.keys(parsers).join(", ")}; print anything else to standard error.`,
    );
  return parsers[type as StrategyMessage["type"]](raw as RawMessage);
}

function parseJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(line));
  } catch {
    throw broken("bad-json", "the line is not valid JSON", "Print everything else to standard error.");
  }
}

function parseDecoding(raw: RawMessage): StrategyMessage {
  onlyKeys(raw, ["type", "choices"]);
  const { choices } = raw;
  if (typeof choices !== "object" || choices === null || Array.isArray(choices))
    throw malformed('"choices" is not an object', 'Send {"type":"decoding","choices":{}} for the defaults.');
  return { type: "decoding", choices: choices as RawMessage };
}

function parseQuery(raw: RawMessage): StrategyMessage {
  onlyKeys(raw, ["type", "verifier", "error", "items"]);
  const { verifier, error, items } = raw;
  if (typeof verifier !== "string")
    throw malformed('"verifier" is not a string', "Name a verifier of `hello.budget`.");
  if (error !== undefined && verifier !== "noisy")
    throw malformed('"error" is only for the noisy verifier', 'Leave "error" out.');
  if (error !== undefined && !isErrorRate(error))
    throw broken(
      "bad-error-rate",
      `"error" is not a number between 0 and ${maxErrorRate}`,
      "Correct the noisy verifier's error rate.",
    );
  return { type: "query", verifier, error: error as number | undefined, pairs: parsePairs(items, 2) };
}

function isErrorRate(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= maxErrorRate;
}

function parseSelect(raw: RawMessage): StrategyMessage {
  onlyKeys(raw, ["type", "items"]);
  return { type: "select", pairs: parsePairs(raw["items"], 3) };
}

function parseDone(raw: RawMessage): StrategyMessage {
  onlyKeys(raw, ["type"]);
  return { type: "done" };
}

function parsePairs(raw: unknown, maxLength: 2 | 3): RawPairs {
  if (!Array.isArray(raw))
    throw malformed('"items" is not an array', 'Send "items" as an array of [item, candidate].');
  const items = new Uint32Array(raw.length);
  const candidates = new Uint32Array(raw.length);
  const weights = new Float64Array(raw.length).fill(1);
  for (let place = 0; place < raw.length; place++) {
    const pair: unknown = raw[place];
    if (!Array.isArray(pair) || pair.length < 2 || pair.length > maxLength) throw badPair(maxLength);
    items[place] = parseId(pair[0], maxLength);
    candidates[place] = parseId(pair[1], maxLength);
    if (pair.length === 3) weights[place] = parseWeight(pair[2]);
  }
  return { items, candidates, weights };
}

function parseId(raw: unknown, maxLength: 2 | 3): number {
  if (!Number.isInteger(raw)) throw badPair(maxLength);
  const id = raw as number;
  return id >= 0 && id < unknownId ? id : unknownId;
}

function parseWeight(raw: unknown): number {
  if (typeof raw === "number" && raw > 0 && raw <= maxWeight) return raw;
  throw broken(
    "bad-weight",
    `a weight is not a number above 0 and at most ${maxWeight}`,
    "Leave out what should not be kept, and scale weights down.",
  );
}

function onlyKeys(raw: RawMessage, known: readonly string[]): void {
  for (const key of Object.keys(raw)) {
    if (!known.includes(key))
      throw malformed(
        `a message of this type holds only ${known.map((name) => `"${name}"`).join(", ")}`,
        "Remove the other fields.",
      );
  }
}

function badPair(maxLength: 2 | 3): StrategyFailure {
  const shape = maxLength === 2 ? "[item, candidate]" : "[item, candidate] or [item, candidate, weight]";
  return malformed(`an element of "items" is not ${shape} with integer ids`, "Correct the element's shape.");
}

function malformed(message: string, mend: string): StrategyFailure {
  return broken("malformed-message", message, mend);
}

function broken(code: StrategyFailureCode, message: string, mend: string): StrategyFailure {
  return new StrategyFailure(code, message, { mend });
}
