/** Options that several commands share, and what may stand in them. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Job, largestSeed, type Shard, wishedIsolations } from "../plan/index.ts";
import { type TierName, tierNames } from "../task/index.ts";

/** What `tables` prints. */
export const tableFormats = ["text", "json", "csv"] as const;

interface ChoiceOptions {
  readonly tier: TierName;
  readonly task?: string[];
  readonly submission?: string[];
  readonly seeds?: number[];
}

/** The options that choose cells. */
export function withChoice(command: Command): Command {
  return command
    .addOption(tierOption())
    .option("--task <names...>", "these tasks only")
    .option("--submission <names...>", "these slugs, or entries as slug@variant, only")
    .addOption(seedsOption());
}

/** The options that name a stored corpus, a language model and a share. */
export function withData(command: Command): Command {
  return command
    .option("--corpus <name>", "run on a stored corpus (see `data list`) instead of the task's own data")
    .option("--data-dir <dir>", "where corpora are stored (default: <cache>/data)")
    .option(
      "--model <model>",
      "start from a stored language model (see `model list`), or one in a folder, instead of the task's own; or ask a file .gguf or a server's address, as it is",
    )
    .option(
      "--trainer <command>",
      "a program that trains and asks the model in the engine's place: transformers, or a command",
    )
    .option(
      "--verifier <model>",
      "a file .gguf, or a server's address, that is asked as verifier `strong` in place of one made of the model",
    )
    .option("--served <name>", "the server's name for the model (default: its only one)")
    .option(
      "--share <percent>",
      "have as much kept as a tier names beside its own budget, for tasks that do (news@lm); generators, pools and verifiers are the tier's",
    );
}

/** Options of the commands that measure a study. */
export function withStudy(command: Command): Command {
  return command
    .argument("<task>", "name of a task")
    .option("--seed <n>", "seed of all random streams", parseSeed, 0)
    .addOption(deviceOption());
}

/** The model of a command, and how it is opened. */
export function withModel(command: Command): Command {
  return command
    .argument(
      "<model>",
      "a stored model, a folder, a file .gguf, or the address of a server with its version: http://…/v1",
    )
    .option("--served <name>", "the server's name for the model (default: its only one)")
    .option(
      "--tokenizer <model>",
      "a stored model, or a folder, whose tokenizer the server or GGUF file must have",
    )
    .option(
      "--trainer <command>",
      "a program that runs the model: transformers, or a command (docs/outside-trainer.md)",
    )
    .option("--threads <n>", "of a GGUF file on the processor (default: one a core)", parseSize)
    .option("--timeout <seconds>", "longest wait for a server's answer, or a trainer's word", parseSize)
    .addOption(deviceOption());
}

/** Options of the commands that take in a model. */
export function withTaking(command: Command): Command {
  return command
    .option("--name <name>", "what it shall be called (default: its own name)")
    .option("--replace", "replace a model of that name")
    .option("--accept-licence", "accept the licence that is shown, without being asked");
}

/** The options that name a season. */
export function withSeason(command: Command): Command {
  return command
    .option(
      "--season <n>",
      "whose streams are drawn (default: that of --key, or 0, which has no key)",
      parseCount,
    )
    .option("--key <file>", "the season's key, while it is sealed");
}

/** The options that say where a pull request is. */
export function withPull(command: Command): Command {
  return command
    .requiredOption("--proposed <dir>", "a checkout of the pull request's head, with its history")
    .requiredOption("--base <sha>", "the commit it departs from")
    .requiredOption("--commit <sha>", "its head");
}

/** What those options chose; what is left out is not named. */
export function choiceOf({ tier, task, submission, seeds }: ChoiceOptions) {
  return {
    tier,
    ...(task === undefined ? {} : { tasks: task }),
    ...(submission === undefined ? {} : { submissions: submission }),
    ...(seeds === undefined ? {} : { seeds }),
  };
}

/** `--tier`. */
export function tierOption(otherwise: TierName = "standard"): Option {
  return new Option("--tier <tier>", "size of the tasks").choices(tierNames).default(otherwise);
}

/** `--isolation`. */
export function isolationOption(otherwise: Job["isolation"]): Option {
  return new Option("--isolation <kind>", "auto: sandbox if there is one; none: only for code you trust")
    .choices(wishedIsolations)
    .default(otherwise);
}

/** `--seeds`; `otherwise` is only said. */
export function seedsOption(otherwise = "the tier's seeds"): Option {
  return new Option("--seeds <list>", `e.g. 0..4 or 0,3,7 (default: ${otherwise})`).argParser(parseNumbers);
}

/** `--labels`. */
export function labelsOption(): Option {
  return new Option("--labels <file>", "imported labels, by which the verifier `human` answers");
}

/** `--device`. */
export function deviceOption(): Option {
  return new Option("--device <name>", "where tensors are computed: auto, cpu, webgpu, …").default("auto");
}

const mostJobs = 1000;
const mostNumbers = 10_000;

/** 1 to 1,000. Throws, as all of these do, what commander explains beside the option. */
export function parseJobs(text: string): number {
  const jobs = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > mostJobs)
    throw new InvalidArgumentError(`a number from 1 to ${mostJobs} is wanted.`);
  return jobs;
}

/** Changes by their places; a value is JSON where it is some, else text. */
export function parseChange(text: string, earlier: Readonly<Record<string, unknown>> = {}) {
  const [, place, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (place === undefined || value === undefined)
    throw new InvalidArgumentError(`"${text}" is no place=value.`);
  return { ...earlier, [place]: jsonOr(value) };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A whole number of at most nine digits. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("a whole number below 1000000000 is wanted.");
  return Number(text);
}

/** A whole number from 1. */
export function parseSize(text: string): number {
  const size = parseCount(text);
  if (size < 1) throw new InvalidArgumentError("a whole number from 1 is wanted.");
  return size;
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("a number above 0 is wanted.");
  return value;
}

/** A number above 0 and at most 1. */
export function parseShare(text: string): number {
  const value = parsePositive(text);
  if (value > 1) throw new InvalidArgumentError("a number above 0 and at most 1 is wanted.");
  return value;
}

/** 0 to the largest seed. */
export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : -1;
  if (seed < 0 || seed > largestSeed)
    throw new InvalidArgumentError(`a whole number from 0 to ${largestSeed} is wanted.`);
  return seed;
}

/** Ends of a scale, as `1..5`. */
export function parseScale(text: string): readonly [low: number, high: number] {
  const [, low, high] = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (low === undefined || Number(low) >= Number(high))
    throw new InvalidArgumentError(`"${text}" is no scale; write 1..5.`);
  return [Number(low), Number(high)];
}

/** `K/N`, from 1. */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count)
    throw new InvalidArgumentError(`"${text}" is no part; write 3/16 for the third of sixteen.`);
  return { index, count };
}

/** Numbers and ranges, as in 0..4 or 0,3,7; each once. */
export function parseNumbers(text: string): number[] {
  const numbers = text.split(",").flatMap(parseRange);
  if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError("a number is named twice.");
  if (numbers.length > mostNumbers) throw tooMany(text);
  return numbers;
}

function parseRange(text: string): number[] {
  const [, first, last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (first === undefined)
    throw new InvalidArgumentError(`"${text}" is no number or range; write 0..4 or 0,3,7.`);
  const [from, to] = [parseSeed(first), parseSeed(last!)];
  if (to < from) throw new InvalidArgumentError(`"${text}" goes down; write 0..4 or 0,3,7.`);
  if (to - from >= mostNumbers) throw tooMany(text);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function tooMany(text: string): InvalidArgumentError {
  return new InvalidArgumentError(`"${text}" are more than ${mostNumbers} numbers; take fewer at a time.`);
}
