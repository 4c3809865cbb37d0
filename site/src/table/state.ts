/** What a reader has chosen on a board; the whole of it stands in the page's address. */
export interface ViewState {
  /** Words that name or id must have. */
  readonly search: string;
  /** Null where the facet is off; an empty set lets nothing through. */
  readonly divisions: ReadonlySet<string> | null;
  readonly verdicts: ReadonlySet<string> | null;
  /** Most candidates scored a cell; null without a bound. */
  readonly budget: number | null;
  /** Only results of the present strategy and task that ran in the sandbox. */
  readonly sound: boolean;
  /** Only entries of which a run came out the same on another processor. */
  readonly reproduced: boolean;
  /** Controls among the entries. */
  readonly controls: boolean;
  /** Null for the board's own order. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly pins: readonly string[];
  /** Every row at once, not the first of them. */
  readonly all: boolean;
  /** Letters, ranks and states among the rows chosen alone. */
  readonly alone: boolean;
  /** Tasks that count; null for all. */
  readonly tasks: ReadonlySet<string> | null;
}

export const emptyState: ViewState = {
  search: "",
  divisions: null,
  verdicts: null,
  budget: null,
  sound: false,
  reproduced: false,
  controls: false,
  sort: null,
  pins: [],
  all: false,
  alone: false,
  tasks: null,
};

const facets = { division: "divisions", state: "verdicts", task: "tasks" } as const;
const switches = ["sound", "reproduced", "controls", "all", "alone"] as const;

/** Reads the query of an address; what it does not know it leaves out. */
export function parseState(query: string): ViewState {
  const asked = new URLSearchParams(query);
  const facet = (name: string) =>
    asked.has(name) ? new Set(asked.getAll(name).filter((value) => value !== "")) : null;
  const budget = Number(asked.get("budget") ?? Number.NaN);
  const sort = asked.get("sort") ?? "";
  return {
    search: asked.get("q") ?? "",
    divisions: facet("division"),
    verdicts: facet("state"),
    tasks: facet("task"),
    budget: Number.isFinite(budget) && budget >= 0 ? budget : null,
    sort: sort === "" ? null : { column: sort.replace(/^-/, ""), descending: sort.startsWith("-") },
    pins: asked.getAll("pin"),
    sound: asked.get("sound") === "1",
    reproduced: asked.get("reproduced") === "1",
    controls: asked.get("controls") === "1",
    all: asked.get("all") === "1",
    alone: asked.get("alone") === "1",
  };
}

/** The query that `parseState` reads back to the same; empty, or with its question mark. */
export function addressOf(state: ViewState): string {
  const query = new URLSearchParams();
  if (state.search !== "") query.set("q", state.search);
  for (const [name, key] of Object.entries(facets)) {
    const chosen = state[key];
    if (chosen?.size === 0) query.append(name, "");
    for (const value of chosen ?? []) query.append(name, value);
  }
  if (state.budget !== null) query.set("budget", String(state.budget));
  if (state.sort !== null) query.set("sort", `${state.sort.descending ? "-" : ""}${state.sort.column}`);
  for (const pin of state.pins) query.append("pin", pin);
  for (const name of switches) if (state[name]) query.set(name, "1");
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
