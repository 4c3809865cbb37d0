import { BenchError } from "../errors/index.ts";
import type { Task } from "./discover.ts";
import type { TaskFile, Tier } from "./file.ts";

/**
 * Those tasks that may keep another share of their candidates than their tiers' own, set to do so; of their tiers only those that
 * name the share are left. Throws `share-unknown` (blame usage) when there are none.
 */
export function tasksAtShare(tasks: readonly Task[], share: string): readonly Task[] {
  const able = tasks.filter(({ file }) => sharesOf(Object.values(file.tiers)).includes(share));
  if (able.length === 0) throw unknownShare(tasks, share);
  return able.map((task) => {
    const tiers = Object.entries(task.file.tiers).flatMap(([name, tier]) => {
      const own = tier.shares[share];
      return own === undefined ? [] : [[name, keeping(tier, own)] as const];
    });
    const file = { ...task.file, tiers: Object.fromEntries(tiers) as TaskFile["tiers"] };
    return { ...task, file, worksAs: task.worksAs ?? task };
  });
}

function keeping(tier: Tier, { keep, cellSeconds }: Tier["shares"][string]): Tier {
  const { shown, frozen } = tier;
  return {
    ...tier,
    shown: { ...shown, cost: { ...shown.cost, cellSeconds } },
    frozen: { ...frozen, budget: { ...frozen.budget, keep } },
  };
}

/** Shares that some of these tiers name, the smallest first. */
export function sharesOf(tiers: readonly Pick<Tier, "shares">[]): readonly string[] {
  const named = new Set(tiers.flatMap(({ shares }) => Object.keys(shares)));
  return [...named].sort((one, other) => Number(one) - Number(other));
}

function unknownShare(tasks: readonly Task[], received: string): BenchError {
  const known = tasks.flatMap(({ name, file }) => {
    const shares = sharesOf(Object.values(file.tiers));
    return shares.length === 0 ? [] : [`${shares.join(", ")} of ${name}`];
  });
  return new BenchError("no task here names such a share", {
    code: "share-unknown",
    blame: "usage",
    where: "--share",
    expected: known.join("; ") || "none",
    received,
    mend: "Name one of these, or leave --share out: then a tier's own budget holds.",
  });
}
