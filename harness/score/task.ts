import { placesOf } from "../separation/index.ts";
import { protocols } from "../task/index.ts";
import type { ScoredTask, ScoredView, ScoringInput, ScoringTask, View } from "./contract.ts";
import { ledgerOf } from "./ledger.ts";
import { notesOn } from "./notes.ts";
import { scoreView } from "./view.ts";

/** Scores a task in all its views. Throws `BenchError` when records may not be compared, or two entries claim the same control. */
export function scoreTask(input: ScoringInput): ScoredTask {
  const ledger = ledgerOf(input);
  const beside = besidesOf(input);
  const views = viewsOf(input.task).map((view) => scoreView(ledger, view, beside));
  const { known } = beside;
  const scored = new Set(views.flatMap(({ entries }) => entries.map(({ entry }) => entry)));
  const unscored = [...known.values()]
    .filter(({ id }) => !scored.has(id))
    .map(({ id, name }) => ({ entry: id, name }))
    .sort((a, b) => (a.entry < b.entry ? -1 : 1));
  return { views, unscored, notes: notesOn(ledger, views) };
}

/** One view of it alone; what it says is what `scoreTask` says of it. Throws likewise. */
export function scoreOneView(input: ScoringInput, view: View): ScoredView {
  return scoreView(ledgerOf(input), view, besidesOf(input));
}

function besidesOf({ entries, compare = placesOf }: ScoringInput) {
  return { known: new Map(entries?.map((info) => [info.id, info])), compare };
}

/** Every protocol in every regime; a task of one round has no recursion. */
export function viewsOf({ rounds, regimes }: Pick<ScoringTask, "rounds" | "regimes">): readonly View[] {
  return protocols
    .filter((protocol) => protocol === "one-round" || rounds > 1)
    .flatMap((protocol) => regimes.map((regime) => ({ protocol, regime })));
}
