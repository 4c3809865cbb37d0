/** Cells of news@lm at tier smoke, played by the command line. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { execaNode } from "execa";
import { openArtifacts, scopedArtifacts } from "../../harness/artifacts/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { type ResultRecord, readRecord } from "../../harness/record/index.ts";
import { discoverVariants, tierOf } from "../../harness/task/index.ts";
import { openTexts } from "../../tasks/news/library.ts";
import { madeModel } from "../../tasks/news/lm/made.ts";
import type { LanguageSetting } from "../../tasks/news/lm/settings.ts";

export const root = path.join(import.meta.dirname, "..", "..");
export const program = path.join(root, "harness", "cli.ts");

const [found] = (await discoverVariants(root)).filter(({ name }) => name === "news@lm");
export const task = found!;
export const setting = tierOf(task, "smoke").frozen.setting as LanguageSetting;

/** A folder that lives as long as the tests of a file. */
export function folderOf(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `collapse-bench-${name}-`));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The command that plays one cell; `place` is a folder for its results. */
export function cellOf(place: string, cache: string, ...further: readonly string[]): string[] {
  const which = ["--task", "news@lm", "--tier", "smoke", "--submission", "strong-verifier"];
  const how = ["--device", "cpu", "--isolation", "auto", ...further];
  return ["run", ...which, "--results", place, "--cache", cache, ...how];
}

/** Plays one cell. */
export function play(place: string, cache: string, ...further: readonly string[]) {
  return execaNode(program, cellOf(place, cache, ...further), { reject: false });
}

/** Where the record of a cell on a model lies, or of the task's own. */
export function recordPlace(place: string, model?: string): string {
  const apart = model === undefined ? [] : ["models", model];
  return path.join(place, ...apart, "smoke", "news@lm", "strong-verifier", "0.json");
}

export function recordAt(place: string, model?: string): ResultRecord {
  return readRecord(recordPlace(place, model));
}

/** What results of a server's model are kept under. */
export function serverName({ address }: { readonly address: string }): string {
  return new URL(address).host.replace(":", "-");
}

/** What must be the same of two records of one cell. */
export function numbersOf({ data, generator, regimes }: ResultRecord) {
  return { data, generator, regimes };
}

/** The model that the project makes itself, in a cache. */
export function modelIn(cache: string, keptOnly?: () => never) {
  const scope = { common: "news@lm", device: "cpu" };
  const common = scopedArtifacts(openArtifacts(path.join(cache, "artifacts")), scope);
  const bundle: typeof common.bundle = (key, compute) =>
    common.bundle(key, keptOnly === undefined ? compute : async () => keptOnly());
  return madeModel(setting.language!, {
    prompt: setting.prompt,
    device: "cpu",
    common: { ...common, bundle },
  });
}

/** SHA-256 of the newsroom's texts. */
export async function newsroomHash(): Promise<string> {
  const { rounds } = tierOf(task, "smoke").frozen;
  const room = randomStream(task.name, 0)
    .split("newsroom")
    .integer(2 ** 32);
  return (await openTexts({ setting, rounds, room })).corpus.sha256;
}
