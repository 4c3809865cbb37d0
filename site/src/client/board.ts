/** A board that can be searched, sorted, filtered, pinned, told apart anew and saved; without this script it is a table. */
import {
  addressOf,
  emptyState,
  mostCompared,
  parseState,
  selectRows,
  type ViewState,
} from "../table/index.ts";
import { found, loadScript, replaceQuery } from "./dom.ts";
import { download, type FileKind } from "./downloads.ts";
import { firstRows, Rows } from "./rows.ts";
import { shared } from "./shared.ts";
import { showState, sortedBy, stateOf } from "./tools.ts";

start();

function start(): void {
  const tools = document.querySelector<HTMLFormElement>("form[data-tools]");
  const data = shared().tables.find(({ key }) => key === tools?.dataset["tools"]);
  if (tools === null || data === undefined) return;
  const table = found<HTMLTableElement>(document, "table[data-board]");
  const controls = document.querySelector<HTMLTableElement>("table[data-controls]");
  const rows = new Rows(data, table, controls);
  const scripts = tools.dataset["scripts"]!;
  const status = found<HTMLElement>(tools, "[data-status]");
  const all = found<HTMLButtonElement>(tools, "[data-all]");
  const compare = found<HTMLAnchorElement>(tools, "[data-compare]");
  let state = parseState(window.location.search);

  async function show(): Promise<void> {
    const selected = selectRows(data!, state);
    const shown = rows.show(selected, state);
    tellSort(table, state);
    tellCount(shown, selected.rows.length, selected.among);
    offerComparison();
    if (state.alone) await loadScript(`${scripts}score.js`);
    rows.relabel(selected, state.alone);
  }

  function tellCount(shown: number, chosen: number, among: number): void {
    status.textContent = `${shown} of ${chosen} shown${chosen === among ? "" : `, of ${among} in all`}`;
    all.hidden = chosen <= firstRows;
    all.textContent = state.all ? `Show the first ${firstRows}` : `Show all ${chosen}`;
  }

  function offerComparison(): void {
    const { length } = state.pins;
    compare.hidden = length < 2;
    const query = new URLSearchParams([
      ["view", data!.key],
      ...state.pins.slice(0, mostCompared).map((pin) => ["entry", pin]),
    ]);
    compare.href = `${compare.href.split("?")[0]}?${query}`;
    compare.textContent =
      length > mostCompared ? `Compare the first ${mostCompared} pinned` : `Compare the ${length} pinned`;
  }

  function change(next: ViewState): void {
    state = next;
    replaceQuery(addressOf(state));
    void show();
  }

  makeSortable(table);
  showState(tools, state);
  tools.hidden = false;
  void show();
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("input", () => change(stateOf(tools, state)));
  tools.addEventListener("reset", (event) => {
    event.preventDefault();
    change(emptyState);
    showState(tools, state);
  });
  all.addEventListener("click", () => change({ ...state, all: !state.all }));
  tools.addEventListener("click", ({ target }) => {
    const kind = target instanceof HTMLElement ? target.dataset["file"] : undefined;
    if (kind !== undefined) void download(kind as FileKind, data, selectRows(data, state).rows, scripts);
  });
  table.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const column = button?.closest<HTMLElement>("th[data-column]");
    if (button?.classList.contains("pin")) pin(button);
    else if (column != null) sortBy(column);
  });

  function pin(button: HTMLButtonElement): void {
    const entry = button.closest("tr")?.dataset["entry"];
    if (entry === undefined) return;
    const pins = state.pins.includes(entry)
      ? state.pins.filter((one) => one !== entry)
      : [...state.pins, entry];
    change({ ...state, pins });
    button.focus();
  }

  function sortBy({ dataset }: HTMLElement): void {
    change({ ...state, sort: sortedBy(dataset["column"]!, dataset["first"] !== "up", state.sort) });
    showState(tools!, state);
  }
}

/** Heads of columns become buttons. */
function makeSortable(table: HTMLTableElement): void {
  for (const head of table.querySelectorAll<HTMLElement>("th[data-column]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
  }
}

function tellSort(table: HTMLTableElement, { sort, tasks }: ViewState): void {
  for (const head of table.querySelectorAll<HTMLElement>("th[data-column], th[data-task]")) {
    if (head.dataset["task"] !== undefined) head.hidden = !(tasks?.has(head.dataset["task"]) ?? true);
    if (sort?.column === head.dataset["column"] && sort !== null)
      head.setAttribute("aria-sort", sort.descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}
