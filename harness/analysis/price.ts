import type { ScoredView, TaskBoard } from "../board/index.ts";
import type { Row, Table } from "./contract.ts";

/** What feedback buys: gain against the candidates that verifiers scored. */
export function priceTable({ views, about }: TaskBoard): Table {
  const shown = views.filter(({ regime }) => regime === about.headline.regime);
  return {
    name: "price",
    title: "The price of feedback",
    caption:
      `One row for each entry and protocol, regime ${about.headline.regime}: candidates that the truth (oracle, noisy, human) and that models ` +
      "(strong, weak, stranger) scored up to the protocol's round, mean of a cell, and the gain over G0 with its 95 % interval over seeds.",
    rows: shown.flatMap(rowsOf),
  };
}

const truths = new Set(["oracle", "noisy", "human"]);

function rowsOf({ protocol, entries }: ScoredView): readonly Row[] {
  return entries.map(({ entry, division, seeds, feedback, kept, gain }) => {
    const spent = Object.entries(feedback);
    const sum = (isTruth: boolean) =>
      spent
        .filter(([verifier]) => truths.has(verifier) === isTruth)
        .reduce((total, [, calls]) => total + calls, 0);
    return {
      ...{ protocol, entry, division, seeds, kept },
      truthCalls: sum(true),
      modelCalls: sum(false),
      ...{ gain: gain.mean, low: gain.low, high: gain.high },
    };
  });
}
