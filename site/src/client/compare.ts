/** Up to four entries of a board side by side: gains, paired differences, who wins how often, seed by seed. */
import { count, gainFormatterOf } from "../../../harness/format/index.ts";
import { type Compared, compareEntries, mostCompared, type TableData, valuesOf } from "../table/index.ts";
import { element, found, loadScript, replaceQuery } from "./dom.ts";
import { shared } from "./shared.ts";
import { tableFrom } from "./tables.ts";

const form = found<HTMLFormElement>(document, "form[data-compare]");
const answer = found<HTMLElement>(document, "[data-answer]");
const names = found<HTMLDataListElement>(form, "datalist");
const board = found<HTMLSelectElement>(form, "select");
const inputs = [...form.querySelectorAll<HTMLInputElement>('input[name="entry"]')];
let current = 0;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => void show(inputs.map(({ value }) => value.trim())));
start();

function start(): void {
  const asked = new URLSearchParams(window.location.search);
  const view = asked.get("view");
  if (view !== null && [...board.options].some(({ value }) => value === view)) board.value = view;
  form.hidden = false;
  void show(asked.getAll("entry"));
}

async function show(asked: readonly string[]): Promise<void> {
  const turn = ++current;
  const data = await tableOf(board.value);
  // A later choice may have been quicker.
  if (turn !== current) return;
  const ids = [...new Set(asked.filter((id) => id !== ""))];
  const known = (ids.length === 0 ? leadersOf(data) : ids).slice(0, mostCompared);
  for (const [place, input] of inputs.entries()) input.value = known[place] ?? "";
  names.replaceChildren(...data.rows.map((id) => element("option", { value: id })));
  const compared = compareEntries(data, known, shared().score!);
  const query = new URLSearchParams([["view", board.value], ...known.map((id) => ["entry", id])]);
  replaceQuery(`?${query}`);
  const absent = known.filter((id) => !compared.entries.includes(id));
  answer.replaceChildren(
    ...absent.map((id) => element("p", { class: "note" }, `${id} is not on this board.`)),
    ...tablesOf(data, compared),
  );
}

async function tableOf(key: string): Promise<TableData> {
  await loadScript(`${form.dataset["root"]}data/${key}.js`);
  return shared().tables.find((table) => table.key === key)!;
}

/** The two that lead the board. */
function leadersOf(data: TableData): readonly string[] {
  const controls = valuesOf(data, "control");
  return data.rows.filter((_, place) => controls[place] === null).slice(0, 2);
}

function tablesOf(data: TableData, compared: Compared): readonly HTMLElement[] {
  if (compared.entries.length === 0) return [element("p", {}, "Name an entry.")];
  const pairs = compared.pairs.length === 0 ? [] : [pairTable(data, compared), winMatrix(compared)];
  return [entryTable(data, compared), ...pairs, seedTable(data, compared)];
}

const gainOf = (data: TableData) => gainFormatterOf(data.comparison!.metric.format);

function entryTable(data: TableData, { entries }: Compared): HTMLElement {
  const gain = gainOf(data);
  const at = (id: string, column: string) => valuesOf(data, column)[data.rows.indexOf(id)] ?? null;
  return tableFrom(
    `Entries: ${data.title}`,
    ["Entry", "Gain", "95 % interval", "Group", "State", "Division", "Feedback a cell", "Seeds"],
    entries.map((id) => [
      String(at(id, "name")),
      gain(at(id, "gain") as number),
      range(at(id, "gainLow") as number | null, at(id, "gainHigh") as number | null, gain),
      String(at(id, "letters")),
      String(at(id, "verdict")),
      String(at(id, "division")),
      count((at(id, "feedback") as number | null) ?? null),
      String(at(id, "seeds")),
    ]),
    { cells: { texts: ["Group", "State", "Division"] } },
  );
}

function pairTable(data: TableData, { pairs }: Compared): HTMLElement {
  const gain = gainOf(data);
  return tableFrom(
    "Paired differences: the first less the second, on the seeds both have",
    ["Pair", "Difference", "95 % interval", "Seeds", "p of this pair alone", "Told apart"],
    pairs.map(({ first, second, mean, half, seeds, p, isToldApart }) => [
      `${first} − ${second}`,
      gain(Number.isNaN(mean) ? null : mean),
      half === null || Number.isNaN(half) ? "–" : range(mean - half, mean + half, gain),
      String(seeds),
      seeds < 2 ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3),
      isToldApart ? "yes" : "no",
    ]),
    { cells: { texts: ["Told apart"] } },
  );
}

function winMatrix({ entries, pairs }: Compared): HTMLElement {
  const cell = (first: string, second: string) => {
    if (first === second) return "";
    const pair = pairs.find((one) => one.first === first && one.second === second);
    const other = pairs.find((one) => one.first === second && one.second === first)!;
    const wins = pair === undefined ? other.wins[1] : pair.wins[0];
    return `${wins} of ${(pair ?? other).seeds}`;
  };
  return tableFrom(
    "Wins: on how many common seeds the row's entry is better than the column's",
    ["Entry", ...entries],
    entries.map((first) => [first, ...entries.map((second) => cell(first, second))]),
    { ids: true },
  );
}

function seedTable(data: TableData, { entries }: Compared): HTMLElement {
  const { seeds, gains } = data.comparison!;
  const gain = gainOf(data);
  return tableFrom(
    "Gain on every seed",
    ["Seed", ...entries],
    seeds.map((seed, at) => [
      String(seed),
      ...entries.map((id) => gain(gains[data.rows.indexOf(id)]![at] ?? null)),
    ]),
    { ids: true },
  );
}

function range(low: number | null, high: number | null, print: (value: number) => string): string {
  return low === null || high === null ? "–" : `${print(low)} to ${print(high)}`;
}
