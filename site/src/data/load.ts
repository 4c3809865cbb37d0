import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../../../harness/config/index.ts";
import { explain } from "../../../harness/errors/index.ts";
import { discoverSubmissions } from "../../../harness/submission/index.ts";
import { discoverTasks, type TierName } from "../../../harness/task/index.ts";
import { resultsFolder, rootFolder } from "./place.ts";
import { readCalibrations, readReplications } from "./studies.ts";
import { tierResults } from "./tier.ts";
import type { Site, TierResults } from "./types.ts";

/** Tiers by how much their board says. */
const frontPageOrder: readonly TierName[] = ["standard", "paper", "smoke"];
const packageSchema = z.object({ version: z.string() });

let loaded: Promise<Site> | undefined;

/** The whole site's data, read on the first call. Throws, in one paragraph, for a malformed task, submission or study. */
export function loadSite(): Promise<Site> {
  loaded ??= load().catch((error: unknown) => {
    throw new Error(explain(error), { cause: error });
  });
  return loaded;
}

async function load(): Promise<Site> {
  const root = rootFolder();
  const results = resultsFolder();
  const version = versionOf(root);
  const tasks = await discoverTasks(root);
  const submissions = discoverSubmissions(root);
  const all = frontPageOrder.map((tier) => tierResults({ version, tier, results, tasks, submissions }));
  const replications = readReplications(results, tasks);
  const calibrations = readCalibrations(results, tasks);
  return { version, tasks, submissions, tiers: placed(all), replications, calibrations };
}

function placed(all: readonly Omit<TierResults, "path">[]): readonly TierResults[] {
  const shown = all.filter(
    (tier) => tier.problems.length > 0 || tier.tasks.some((task) => task.records.length > 0),
  );
  const some = shown.length > 0 ? shown : all.slice(0, 1);
  return some.map((tier, place) => ({ ...tier, path: place === 0 ? "" : `${tier.tier}/` }));
}

function versionOf(root: string): string {
  return parseJsonFile(path.join(root, "package.json"), packageSchema, {
    kind: "package",
    blame: "environment",
  }).version;
}
