import path from "node:path";
import { randomStream } from "../../harness/random/index.ts";
import { makeCheckout } from "../commands/fixture/checkout.ts";
import { recordsIn } from "../commands/fixture/records.ts";
import { type Disturbance, disturb, disturbances, finish, type Plan } from "./disturb.ts";

/** What became of a plan that was disturbed until it was done. */
export interface Soaked {
  readonly undisturbed: Readonly<Record<string, string>>;
  readonly disturbed: Readonly<Record<string, string>>;
  readonly code: number | undefined;
  readonly said: string;
  readonly kills: number;
  readonly times: ReadonlyMap<Disturbance, number>;
}

/** Disturbs plan after plan, each until it is done, until `wanted` processes were killed, and runs each once in peace. */
export async function soak(
  folder: string,
  wanted: number,
  seed: number,
  say: (text: string) => void,
): Promise<Soaked> {
  const checkout = makeCheckout(path.join(folder, "checkout"), ["random", "clean", "oracle"]);
  const planAt = (name: string): Plan => ({
    checkout,
    seeds: 4,
    results: path.join(folder, name, "results"),
    cache: path.join(folder, name, "cache"),
  });
  const peace = planAt("undisturbed");
  await finish(peace);
  const undisturbed = recordsIn(peace.results);
  const times = new Map<Disturbance, number>(disturbances.map((kind) => [kind, 0]));
  let kills = 0;
  let turn = 0;
  for (let round = 0; ; round++) {
    const plan = planAt(`disturbed-${round}`);
    while (Object.keys(recordsIn(plan.results)).length < Object.keys(undisturbed).length) {
      if (kills >= wanted) break;
      const kind = disturbances[turn++ % disturbances.length]!;
      kills += await disturb(plan, kind, randomStream("soak", seed, turn));
      times.set(kind, times.get(kind)! + 1);
      say(
        `${kind}: ${kills} of ${wanted} kills, ${Object.keys(recordsIn(plan.results)).length} cells recorded`,
      );
    }
    const { code, said } = await finish(plan);
    const disturbed = recordsIn(plan.results);
    const isSame = JSON.stringify(disturbed) === JSON.stringify(undisturbed);
    if (kills >= wanted || code !== 0 || !isSame) return { undisturbed, disturbed, code, said, kills, times };
  }
}
