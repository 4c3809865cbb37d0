import type { TaskBoard } from "../board/index.ts";
import type { Table } from "./contract.ts";
import type { Grid } from "./grid.ts";

/** Who judges × what is done with the scores. */
export function verifiersTable({ views, about }: TaskBoard, grid: Grid): Table {
  const shown = views.filter(({ regime }) => regime === about.headline.regime);
  const places = Object.entries(grid).flatMap(([verifier, byRule]) =>
    Object.entries(byRule).map(([rule, entry]) => ({ verifier, rule, entry })),
  );
  return {
    name: "verifiers",
    title: "Verifier × rule",
    caption: `Gain over G0 with its 95 % interval over seeds, regime ${about.headline.regime}, in both protocols. Entries of a protocol that share a letter are not told apart. Rules: threshold, random candidates above a bound; top, each item's best and of these the best; best of k, the best of random items; weighted, random candidates weighted by the rank of their score.`,
    rows: shown.flatMap(({ protocol, entries }) =>
      places.flatMap((place) => {
        const found = entries.find(({ entry }) => entry === place.entry);
        if (found === undefined) return [];
        const { gain, letters, verdict } = found;
        const told = { gain: gain.mean, low: gain.low, high: gain.high, verdict, letters: letters.join("") };
        return [{ protocol, ...place, ...told }];
      }),
    ),
  };
}
