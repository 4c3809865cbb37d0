import type { Member } from "../../../harness/separation/index.ts";
import { type Cell, type TableData, valuesOf } from "./contract.ts";
import { orderByTasks } from "./order.ts";
import type { ViewState } from "./state.ts";

/** Rows to show, as places in the table. */
export interface Selected {
  /** Pinned rows first, as they were pinned, then the others. */
  readonly rows: readonly number[];
  /** How many of them are pinned. */
  readonly pinned: number;
  /** How many rows there are to choose from; a pinned control counts. */
  readonly among: number;
}

/** The rows that a reader's choice lets through, in the order asked for. Pinned rows pass every filter. */
export function selectRows(data: TableData, state: ViewState): Selected {
  const pins = state.pins.map((id) => data.rows.indexOf(id)).filter((place) => place >= 0);
  const isShown = filterOf(data, state);
  const order = orderOf(data, state);
  const rest = order.filter((place) => isShown(place) && !pins.includes(place));
  const controls = valuesOf(data, "control");
  const offered = state.controls ? data.rows.length : controls.filter((control) => control === null).length;
  const rows = [...pins, ...rest];
  return { rows, pinned: pins.length, among: Math.max(offered, rows.length) };
}

function filterOf(data: TableData, state: ViewState): (place: number) => boolean {
  const of = (name: string) => valuesOf(data, name);
  const [divisions, controls, verdicts] = ["division", "control", "verdict"].map(of);
  const [feedback, outdated, isolation, reproduced] = ["feedback", "outdated", "isolation", "reproduced"].map(
    of,
  );
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = searchedIn(data);
  return (place) =>
    (state.controls || controls![place] === null) &&
    words.every((word) => texts[place]!.includes(word)) &&
    (state.divisions?.has(String(divisions![place])) ?? true) &&
    (state.verdicts?.has(String(verdicts![place])) ?? true) &&
    (state.budget === null || Number(feedback![place] ?? 0) <= state.budget) &&
    !(state.reproduced && !(Number(reproduced![place]) > 0)) &&
    !(state.sound && (outdated![place] === true || isolation![place] === "none"));
}

const searched = new WeakMap<TableData, readonly string[]>();

/** What is searched of every row, name and id in small letters; a reader's next letter finds it made. */
function searchedIn(data: TableData): readonly string[] {
  const names = valuesOf(data, "name");
  const known = searched.get(data) ?? data.rows.map((id, place) => `${names[place]} ${id}`.toLowerCase());
  searched.set(data, known);
  return known;
}

const words = new Intl.Collator("en", { numeric: true });

function orderOf(data: TableData, { sort, tasks }: ViewState): readonly number[] {
  const places = [...data.rows.keys()];
  if (sort === null) return tasks === null ? places : orderOnTasks(data, tasks);
  const column = data.columns.find(({ name }) => name === sort.column);
  if (column === undefined) return places;
  const { values } = column;
  const sign = sort.descending ? -1 : 1;
  return places.sort((a, b) => compared(values[a]!, values[b]!, sign) || a - b);
}

/** What is missing comes last, whichever way. */
function compared(a: Cell, b: Cell, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * words.compare(String(a), String(b));
}

function orderOnTasks(data: TableData, tasks: ReadonlySet<string>): readonly number[] {
  const counted = data.tasks.filter(({ name }) => tasks.has(name));
  const columns = counted.map(({ name }) => valuesOf(data, `verdict:${name}`));
  return orderByTasks(data.rows.map((_, place) => columns.map((values) => values[place] as string | null)));
}

/** The rows chosen as members of a board of their own, best first, with their places in the table. */
export function membersOf(
  data: TableData,
  rows: readonly number[],
): readonly { readonly place: number; readonly member: Member }[] {
  const { gains, seeds } = data.comparison!;
  const [means, controls] = [valuesOf(data, "gain"), valuesOf(data, "control")];
  return [...rows]
    .sort((a, b) => a - b)
    .map((place) => ({
      place,
      member: {
        gains: new Map(gains[place]!.flatMap((gain, at) => (gain === null ? [] : [[seeds[at]!, gain]]))),
        mean: Number(means[place]),
        isRanked: controls[place] === null,
      },
    }));
}
