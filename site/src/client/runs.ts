/** Two runs side by side: what decides them, how they ended, with what they were made, and their numbers round by round. */
import { count, fixed, formatterOf, missing, type NumberFormat } from "../../../harness/format/index.ts";
import {
  type ComparedRuns,
  compareRuns,
  type FieldPair,
  type FieldPart,
  fieldParts,
  isSame,
  type NumberPair,
  type RunData,
  type RunList,
  replayCommand,
  type TaskRuns,
} from "../table/index.ts";
import { element, found, loadScript, replaceQuery } from "./dom.ts";
import { type LineageLinks, lineageFigure } from "./lineage.ts";
import { shared } from "./shared.ts";
import { tableFrom } from "./tables.ts";

const form = found<HTMLFormElement>(document, "form[data-runs]");
const answer = found<HTMLElement>(document, "[data-answer]");
const sides = ["first", "second"] as const;
type Side = (typeof sides)[number];
let current = 0;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => void show(sides.map(chosenOn)));
start();

/** One run as its address names it: `news/random/0`. */
interface Named {
  readonly task: string;
  readonly entry: string;
  readonly seed: number;
}

function start(): void {
  const asked = new URLSearchParams(window.location.search);
  const first = namedIn(asked.get("first")) ?? someRun();
  const second = namedIn(asked.get("second")) ?? siblingOf(first);
  for (const [place, run] of [first, second].entries()) fill(sides[place]!, run);
  form.hidden = false;
  void show([first, second]);
}

function namedIn(text: string | null): Named | undefined {
  const [, task, entry, seed] = /^([^/]+)\/([^/]+)\/(\d+)$/.exec(text ?? "") ?? [];
  return task === undefined ? undefined : { task, entry: entry!, seed: Number(seed) };
}

function list(): RunList {
  return shared().runList!;
}

function taskOf({ task }: Named): TaskRuns | undefined {
  return list().tasks.find(({ name }) => name === task);
}

function someRun(): Named {
  const [task] = list().tasks;
  const [entry, seeds] = task!.entries[0]!;
  return { task: task!.name, entry, seed: seeds[0]! };
}

/** Another run of the same cell's entry: what differs between the two is the seed's. */
function siblingOf(run: Named): Named {
  const [, seeds = []] = taskOf(run)?.entries.find(([id]) => id === run.entry) ?? [];
  return { ...run, seed: seeds.find((seed) => seed !== run.seed) ?? run.seed };
}

function field<Kind extends HTMLElement>(side: Side, name: string): Kind {
  return found<Kind>(form, `[name="${side}-${name}"]`);
}

function fill(side: Side, { task, entry, seed }: Named): void {
  field<HTMLSelectElement>(side, "task").value = task;
  field<HTMLInputElement>(side, "entry").value = entry;
  field<HTMLInputElement>(side, "seed").value = String(seed);
}

function chosenOn(side: Side): Named {
  return {
    task: field<HTMLSelectElement>(side, "task").value,
    entry: field<HTMLInputElement>(side, "entry").value.trim(),
    seed: Number(field<HTMLInputElement>(side, "seed").value),
  };
}

async function show(asked: readonly Named[]): Promise<void> {
  const turn = ++current;
  offerEntries(asked);
  const runs = await Promise.all(asked.map(runOf));
  // A later choice may have been quicker.
  if (turn !== current) return;
  const query = new URLSearchParams(asked.map((run, place) => [sides[place]!, addressOf(run)]));
  replaceQuery(`?${query}`);
  const absent = asked.filter((_, place) => runs[place] === undefined);
  const [first, second] = runs;
  answer.replaceChildren(
    ...absent.map((run) => element("p", { class: "note" }, `There is no run ${addressOf(run)}.`)),
    ...(first === undefined || second === undefined ? [] : partsOf(asked, first, second)),
  );
}

function addressOf({ task, entry, seed }: Named): string {
  return `${task}/${entry}/${seed}`;
}

function offerEntries(asked: readonly Named[]): void {
  for (const [place, run] of asked.entries()) {
    const names = found<HTMLDataListElement>(form, `#${sides[place]}-entries`);
    const entries = taskOf(run)?.entries ?? [];
    names.replaceChildren(...entries.map(([id]) => element("option", { value: id })));
  }
}

async function runOf(run: Named): Promise<RunData | undefined> {
  const seeds = taskOf(run)?.entries.find(([id]) => id === run.entry)?.[1];
  if (seeds?.includes(run.seed) !== true) return undefined;
  const key = `${run.task}/${run.entry}`;
  await loadScript(`${form.dataset["root"]}data/runs/${key}.js`);
  return shared().runs[key]?.find(({ cell }) => cell.seed === run.seed);
}

function partsOf(asked: readonly Named[], first: RunData, second: RunData): readonly HTMLElement[] {
  const names = asked.map(addressOf);
  const compared = compareRuns(first, second);
  return [
    summaryOf(compared),
    commandsOf(asked),
    lineageSection(asked, [first, second]),
    roundTables(compared.numbers, taskOf(asked[0]!)!, names),
    numberTable(compared.numbers, names),
    ...fieldParts.map((part) => fieldTable(part, compared.fields, names)),
  ];
}

function commandsOf(asked: readonly Named[]): HTMLElement {
  const { tier, season } = list();
  const commands = asked.map(({ task, entry, seed }) =>
    replayCommand([task, tier, entry, seed].join("/"), season),
  );
  return element(
    "pre",
    { tabindex: "0", "aria-label": "Commands that play both again" },
    element("code", {}, commands.join("\n")),
  );
}

function lineageSection(asked: readonly Named[], runs: readonly RunData[]): HTMLElement {
  const drawn = asked.map((named, place) =>
    lineageFigure(addressOf(named), runs[place]!, taskOf(named)!.metric, linksOf(named)),
  );
  // A run beside itself has one.
  const own = addressOf(asked[0]!) === addressOf(asked[1]!) ? drawn.slice(0, 1) : drawn;
  return element("section", {}, element("h2", { id: "lineage" }, "What came from what"), ...own);
}

function linksOf({ task, entry, seed }: Named): LineageLinks {
  const { root, site } = form.dataset;
  return {
    task: `${root}tasks/${task}/index.html#numbers`,
    selection: `${root}runs/${task}/${entry}/index.html#seed-${seed}`,
    record: `${site}records/${list().tier}/${task}/${entry}/${seed}.json`,
  };
}

const partTitles: Readonly<Record<FieldPart, string>> = {
  configuration: "What decides the result",
  outcome: "How it ended",
  provenance: "With what it was made",
  execution: "When, and how long it took",
};

function summaryOf({ fields, numbers }: ComparedRuns): HTMLElement {
  const told = fieldParts.map(
    (part) => `${partTitles[part]}: ${differing(fields.filter((pair) => pair.part === part))}.`,
  );
  const lines = [`Numbers of the rounds: ${differing(numbers)}.`, ...told];
  return element("ul", { "data-summary": "" }, ...lines.map((line) => element("li", {}, line)));
}

function differing(pairs: readonly (FieldPair | NumberPair)[]): string {
  const changed = pairs.filter((pair) => !isSame(pair)).length;
  return changed === 0 ? "all the same" : `${changed} of ${pairs.length} not the same`;
}

/** What differs, and what is the same below it, folded. */
function fieldTable(part: FieldPart, fields: readonly FieldPair[], names: readonly string[]): HTMLElement {
  const own = fields.filter((pair) => pair.part === part);
  const changed = own.filter((pair) => !isSame(pair));
  const same = own.filter(isSame);
  const title = partTitles[part];
  const table = (caption: string, pairs: readonly FieldPair[]) =>
    tableFrom(
      caption,
      ["Field", ...names],
      pairs.map(({ field, first, second }) => [field, first ?? missing, second ?? missing]),
      { cells: "words" },
    );
  return element(
    "section",
    {},
    element("h2", { id: part }, title),
    changed.length === 0 ? element("p", {}, "All the same.") : table(`${title}: not the same`, changed),
    ...(same.length === 0
      ? []
      : [folded(`The same in both: ${same.length}`, table(`${title}: the same in both`, same))]),
  );
}

function folded(summary: string, content: HTMLElement): HTMLElement {
  return element("details", {}, element("summary", {}, summary), content);
}

/** The board's metric and the rates after every round, a table for each regime. */
function roundTables(numbers: readonly NumberPair[], task: TaskRuns, names: readonly string[]): HTMLElement {
  const columns = columnsOf(task);
  const start = numbers.filter(({ round }) => round === 0);
  const played = numbers.filter(({ regime }) => regime !== "");
  const tables = [...Map.groupBy(played, ({ regime }) => regime)].map(([regime, own]) =>
    tableFrom(
      `Regime ${regime}: ${names.join(", then ")}`,
      ["Round", ...columns.flatMap(({ title }) => [`${title}, first`, "second"])],
      [...Map.groupBy([...start, ...own], ({ round }) => round)].map(([round, pairs]) => [
        String(round),
        ...columns.flatMap(({ name, format }) => {
          const pair = pairs.find((one) => one.name === name);
          return [format(pair?.first ?? null), format(pair?.second ?? null)];
        }),
      ]),
    ),
  );
  return element("section", {}, element("h2", { id: "rounds" }, "Round by round"), ...tables);
}

function columnsOf({ metric }: TaskRuns) {
  const rate: NumberFormat = (value) => fixed(value, 3);
  return [
    { name: `metrics.${metric.name}`, title: metric.title, format: formatterOf(metric.format) },
    { name: "pStar", title: "p⋆", format: rate },
    { name: "phi", title: "φ", format: rate },
    { name: "psi", title: "ψ", format: rate },
    { name: "selected.candidates", title: "Kept", format: count },
  ];
}

function numberTable(numbers: readonly NumberPair[], names: readonly string[]): HTMLElement {
  const changed = numbers.filter((pair) => !isSame(pair));
  return folded(
    `Every number that is not the same: ${changed.length}`,
    tableFrom(
      "Every number that is not the same",
      ["Number", ...names, "Second less first"],
      changed.map(({ regime, round, name, first, second }) => [
        `${regime === "" ? "G0" : `${regime}, round ${round}`}: ${name}`,
        exact(first),
        exact(second),
        exact(first === null || second === null ? null : second - first),
      ]),
    ),
  );
}

/** Seven digits, as much as single precision has. */
function exact(value: number | null): string {
  return value === null ? missing : String(Number(value.toPrecision(7)));
}
