/** Plays selection rules on a tier without protocol or sandbox and prints a line a round: `node simulate.ts '{"rules":["random"],"set":{"real":5000}}'`. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { openArtifacts, scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { sharedGenerator } from "../../../harness/loop/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { keepRates } from "../../../harness/selection/index.ts";
import type { Regime, Student, TrainingSource } from "../../../harness/task/index.ts";
import { openInstance } from "../instance.ts";
import { settingSchema } from "../settings.ts";
import { playRound } from "./play.ts";
import { rules } from "./rules.ts";

interface Request {
  readonly tier: string;
  readonly rules: readonly string[];
  readonly seeds: readonly number[];
  readonly regimes: readonly Regime[];
  readonly rounds: number;
  readonly keep: number;
  readonly decoding: Readonly<Record<string, number | string>>;
  /** Changes of the tier's setting. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly cache: string;
}

const root = path.resolve(import.meta.dirname, "../../..");
const request: Request = {
  tier: "standard",
  rules: Object.keys(rules),
  seeds: [0],
  regimes: ["replace"],
  rounds: 1,
  keep: 10_000,
  decoding: { search: "sample", temperature: 1 },
  set: {},
  cache: path.join(root, ".cache", "calibration"),
  ...(JSON.parse(process.argv[2] ?? "{}") as Partial<Request>),
};

const file = load(readFileSync(path.join(import.meta.dirname, "../task.yaml"), "utf8")) as {
  tiers: Record<string, { frozen: { setting: Record<string, unknown> } }>;
};
const setting = settingSchema.parse(merged(file.tiers[request.tier]!.frozen.setting, request.set));

for (const seed of request.seeds) await playSeed(seed);

async function playSeed(seed: number): Promise<void> {
  const scope = { calibration: setting, seed };
  const artifacts = scopedArtifacts(openArtifacts(request.cache), scope);
  await using instance = await openInstance({
    setting,
    tier: request.tier,
    seed,
    random: randomStream("eigenvalues", seed),
    artifacts,
    device: "cpu",
  });
  const start = performance.now();
  const first = await sharedGenerator({ instance, artifacts });
  print({ seed, what: "G0", seconds: since(start), ...(await first.evaluate()) });

  async function play(name: string, regime: Regime): Promise<void> {
    const rule = rules[name]!;
    let generator: Student = first;
    const sources: TrainingSource[] = [];
    for (let round = 1; round <= request.rounds; round++) {
      const begun = performance.now();
      const { pool, selection, source, trained } = await playRound(instance, {
        rule,
        generator,
        round,
        regime,
        decoding: request.decoding,
        random: randomStream("eigenvalues calibration", seed, name, regime, round),
        keep: request.keep,
        earlier: regime === "replace" ? [] : sources,
      });
      sources.push(source);
      const seconds = since(begun);
      generator = trained.student;
      const { p, phi, psi } = keepRates(pool, selection);
      const kept = selection.items.length;
      const scores = await generator.evaluate();
      const { loss } = trained;
      print({ seed, what: name, regime, round, ...scores, kept, p, phi, psi, loss, seconds });
    }
  }

  for (const regime of request.regimes) for (const name of request.rules) await play(name, regime);
}

function since(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}

function print(values: Readonly<Record<string, unknown>>): void {
  const text = Object.entries(values).map(
    ([key, value]) =>
      `${key}=${typeof value === "number" && !Number.isInteger(value) ? value.toFixed(4) : value}`,
  );
  console.log(text.join(" "));
}

/** `changes` over `base`, one level into objects. */
function merged(base: Record<string, unknown>, changes: Readonly<Record<string, unknown>>) {
  const whole: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const old = base[key];
    const bothObjects = typeof old === "object" && typeof value === "object" && value !== null;
    whole[key] = bothObjects ? { ...old, ...value } : value;
  }
  return whole;
}
