import { readText } from "../config/index.ts";
import type { Judgement } from "./judgement.ts";
import { type LabelRow, rowsOf } from "./rows.ts";
import { keyOf } from "./things.ts";

/** What a file of labels holds, and what of it could not be taken. */
export interface ReadLabels {
  readonly judgements: readonly Judgement[];
  /** Reasons, each with how often and where first. */
  readonly left: ReadonlyMap<string, { readonly count: number; readonly first: string }>;
}

export interface LabelReading {
  /** Ends of ratings; numbers other than 1 and 0 are no answer without it, but in tools that have ratings (1 to 5). */
  readonly scale?: readonly [low: number, high: number];
  /** Whose answers they are, where the file does not say. */
  readonly annotator?: string;
}

const mostBytes = 2 ** 30;

/** Reads one file of labels, as `readLabels`. Throws `BenchError` (blame usage) when it is not there. */
export function readLabelFile(file: string, options: LabelReading): ReadLabels {
  return readLabels(readText(file, { kind: "labels", blame: "usage" }, mostBytes), file, options);
}

/** What somebody answered about a row, before it is understood. */
interface Said {
  readonly answer: unknown;
  readonly annotator?: unknown;
  readonly seconds?: unknown;
  readonly isRating?: boolean;
}

/**
 * Reads labels as people's tools export them: our CSV, Label Studio's JSON, Argilla's flat records, doccano's JSON lines, TRL's
 * columns. A row that says nothing usable is left out with its reason. Throws `BenchError` for a file that cannot be read.
 */
export function readLabels(text: string, file: string, options: LabelReading = {}): ReadLabels {
  const left = new Map<string, { count: number; first: string }>();
  const judgements = rowsOf(text, file).flatMap((row) =>
    judgementsOf(row, options).flatMap((one) => {
      if (typeof one !== "string") return [one];
      const known = left.get(one) ?? { count: 0, first: row.place };
      left.set(one, { ...known, count: known.count + 1 });
      return [];
    }),
  );
  return { judgements, left };
}

/** The judgements of a row, or reasons why there are none. */
function judgementsOf({ values }: LabelRow, options: LabelReading): readonly (Judgement | string)[] {
  const tool = toolOf(values);
  const texts = tool === "label-studio" ? objectOf(values["data"]) : values;
  const preferred = tool === "trl" && values["chosen"] !== undefined;
  const outputs = preferred
    ? outputsOf({ ...texts, left: values["chosen"], right: values["rejected"] })
    : outputsOf(texts);
  if (outputs === undefined) return ["has no output, or no input, and no key"];
  const answers = preferred ? [{ ...values, answer: "left" }] : answersIn(tool, values);
  if (answers.length === 0) return ["is not labelled"];
  return answers.map((said: Said) => {
    const understood = understand(said, outputs.length, options.scale);
    if (typeof understood === "string") return understood;
    const { kind, scores } = understood;
    const input = textIn(texts, inputNames);
    const seconds = Number(said.seconds);
    return {
      kind,
      ...(input === undefined ? {} : { input }),
      outputs: outputs.map((output, place) => ({ ...output, score: scores[place]! })),
      said: preferred ? "chosen" : (said.answer as string | number | boolean),
      annotator: nameOf(said.annotator) ?? options.annotator ?? "unknown",
      ...(said.seconds === undefined || said.seconds === "" || !(seconds >= 0) ? {} : { seconds }),
      tool,
    };
  });
}

type Values = LabelRow["values"];

function toolOf(values: Values): Judgement["tool"] {
  const has = (name: string) => values[name] !== undefined;
  if (has("data") && (has("annotations") || has("predictions"))) return "label-studio";
  if (Object.keys(values).some((name) => name.endsWith(".responses"))) return "argilla";
  if (has("prompt") && (has("chosen") || has("completion"))) return "trl";
  if (Array.isArray(values["label"])) return "doccano";
  return has("annotator") && has("seconds") ? "csv" : "other";
}

const inputNames = ["input", "prompt", "article", "document"] as const;
const outputNames = ["output", "completion", "response", "summary", "text"] as const;

/** Outputs as a row shows them, by the keys it came with, or by its texts. */
function outputsOf(values: Values): { key: string; text?: string }[] | undefined {
  const input = textIn(values, inputNames);
  const isPair = values["left"] !== undefined || values["left_key"] !== undefined;
  const shown = isPair
    ? [
        [values["left_key"], textIn(values, ["left"])],
        [values["right_key"], textIn(values, ["right"])],
      ]
    : [[values["key"], textIn(values, outputNames)]];
  const known = shown.map(([key, text]) => {
    if (typeof key === "string" && /^[0-9a-f]{24}$/.test(key))
      return { key, ...(text === undefined ? {} : { text: String(text) }) };
    return input === undefined || text === undefined
      ? undefined
      : { key: keyOf(input, text), text: String(text) };
  });
  return known.every((one) => one !== undefined) ? known : undefined;
}

function textIn(values: Values, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = values[name];
    if (typeof value === "string") return value;
    // Conversations, as TRL has them: what is said last.
    const last = Array.isArray(value) ? objectOf(value.at(-1))["content"] : undefined;
    if (typeof last === "string") return last;
  }
  return undefined;
}

function answersIn(tool: Judgement["tool"], values: Values): readonly Said[] {
  if (tool === "label-studio") return labelStudioAnswers(values);
  if (tool === "argilla") return argillaAnswers(values);
  const { label, answer, rating, annotator, seconds } = values;
  const given = [label, answer, rating].find((one) => one !== undefined && one !== null && one !== "");
  if (given === undefined) return [];
  return [{ answer: onlyOne(given), annotator, seconds, isRating: given === rating }];
}

/** `annotations`, but for cancelled ones; `predictions` are a model's and never read. */
function labelStudioAnswers({ annotations }: Values): readonly Said[] {
  return listOf(annotations).flatMap((annotation) => {
    const {
      was_cancelled: isCancelled,
      completed_by: annotator,
      lead_time: seconds,
      result,
    } = objectOf(annotation);
    if (isCancelled === true) return [];
    return listOf(result).flatMap((one) => {
      const { choices, rating, selected } = objectOf(objectOf(one)["value"]);
      const answer = choices === undefined ? (rating ?? selected) : onlyOne(choices);
      return answer === undefined ? [] : [{ answer, annotator, seconds, isRating: rating !== undefined }];
    });
  });
}

/** `<question>.responses` with their users and states; only submitted ones are meant. */
function argillaAnswers(values: Values): readonly Said[] {
  return Object.keys(values)
    .filter((name) => name.endsWith(".responses"))
    .flatMap((name) => {
      const [users, states] = [listOf(values[`${name}.users`]), listOf(values[`${name}.status`])];
      return listOf(values[name]).flatMap((answer, place) => {
        if (answer === null || (states[place] ?? "submitted") !== "submitted") return [];
        return [{ answer: onlyOne(answer), annotator: users[place], isRating: typeof answer === "number" }];
      });
    });
}

const words: Readonly<Record<string, number>> = {
  ...{ right: 1, correct: 1, yes: 1, true: 1, good: 1, accept: 1, "1": 1 },
  ...{ wrong: 0, incorrect: 0, no: 0, false: 0, bad: 0, reject: 0, "0": 0 },
};
const sides: Readonly<Record<string, readonly [number, number]>> = {
  left: [1, 0],
  right: [0, 1],
  tie: [0.5, 0.5],
};
const skipped = new Set(["skip", "ignore"]);

function understand(
  { answer, isRating }: Said,
  outputs: number,
  scale: LabelReading["scale"],
): { readonly kind: Judgement["kind"]; readonly scores: readonly number[] } | string {
  const word = String(answer).trim().toLowerCase();
  if (skipped.has(word)) return "was skipped";
  if (outputs === 2) {
    const scores = sides[word];
    return scores === undefined
      ? `says "${word}"; of two, left, right or tie is wanted`
      : { kind: "pair", scores };
  }
  const ends = scale ?? (isRating ? ([1, 5] as const) : undefined);
  const rating = Number(word);
  if (ends !== undefined && word !== "" && !Number.isNaN(rating)) {
    const [low, high] = ends;
    if (rating < low || rating > high)
      return `is rated ${rating}, which is not from ${low} to ${high} (--scale)`;
    return { kind: "rating", scores: [(rating - low) / (high - low)] };
  }
  const score = words[word];
  if (score !== undefined) return { kind: "binary", scores: [score] };
  return `says "${word}"; right or wrong is wanted, or a number and --scale`;
}

function onlyOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  const { email, id } = objectOf(value);
  return email === undefined && id === undefined ? undefined : String(email ?? id);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Values {
  return typeof value === "object" && value !== null ? (value as Values) : {};
}
