import { lettersText, rankText } from "../../../harness/format/index.ts";
import { membersOf, type Selected, type TableData, type ViewState, valuesOf } from "../table/index.ts";
import { arrange, element, found } from "./dom.ts";
import { shared } from "./shared.ts";

/** How many rows are shown until a reader asks for all of them: a page of thousands of cells is slow on phones. */
export const firstRows = 30;

type Row = HTMLTableRowElement;

/** The rows of a board, which come with the page; they are moved, marked and labelled, and never made. */
export class Rows {
  readonly #data: TableData;
  readonly #body: HTMLTableSectionElement;
  readonly #controls: HTMLTableSectionElement | null;
  readonly #byEntry = new Map<string, Row>();
  readonly #controlRows: readonly Row[];
  readonly #generator: Row | null;
  /** Texts that were put in place of the board's own, with those. */
  readonly #labels = new Map<ChildNode, string>();

  constructor(data: TableData, table: HTMLTableElement, controls: HTMLTableElement | null) {
    this.#data = data;
    this.#body = found(table, "tbody");
    this.#controls = controls === null ? null : found(controls, "tbody");
    this.#generator = table.querySelector<Row>("tr[data-generator]");
    this.#controlRows = [...(controls?.querySelectorAll<Row>("tr[data-entry]") ?? [])];
    for (const row of [...table.querySelectorAll<Row>("tr[data-entry]"), ...this.#controlRows])
      this.#byEntry.set(row.dataset["entry"]!, row);
  }

  /** Shows the rows selected, pinned ones first, and how many of them at most. Returns how many are shown. */
  show(selected: Selected, state: ViewState): number {
    const most = state.all ? selected.rows.length : selected.pinned + firstRows;
    const shown = selected.rows.slice(0, most);
    const rows = shown.map((place) => this.#byEntry.get(this.#data.rows[place]!)!);
    for (const [at, row] of rows.entries()) this.#mark(row, at < selected.pinned, state);
    arrange(this.#body, this.#withGenerator(rows, shown, selected.pinned, state));
    if (!state.controls && this.#controls !== null)
      arrange(
        this.#controls,
        this.#controlRows.filter((row) => !rows.includes(row)),
      );
    return shown.length;
  }

  /** Letters, ranks and states among the rows selected alone, or the board's own again. */
  relabel(selected: Selected, alone: boolean): void {
    for (const [node, text] of this.#labels) node.textContent = text;
    this.#labels.clear();
    const { score } = shared();
    if (!alone || score === undefined || this.#data.comparison === undefined) return;
    const chosen = membersOf(this.#data, selected.rows);
    const { members, generator } = score.placesOf(chosen.map(({ member }) => member));
    for (const [at, { place }] of chosen.entries()) {
      const { letters, rank, verdict } = members[at]!;
      const row = this.#byEntry.get(this.#data.rows[place]!)!;
      this.#label(row, "letters", lettersText(letters));
      this.#label(row, "rank", rankText(rank));
      this.#label(row, "verdict", verdict);
    }
    if (this.#generator !== null) this.#label(this.#generator, "letters", lettersText(generator.letters));
  }

  #label(row: Row, name: string, text: string): void {
    const node = row.querySelector(`[data-cell="${name}"]`)?.firstChild;
    if (node === null || node === undefined) return;
    this.#labels.set(node, node.textContent ?? "");
    node.textContent = text;
  }

  #mark(row: Row, isPinned: boolean, { tasks }: ViewState): void {
    row.classList.toggle("pinned", isPinned);
    const pin = row.querySelector("button.pin") ?? this.#addPin(row);
    pin.setAttribute("aria-pressed", String(isPinned));
    for (const cell of row.querySelectorAll<HTMLElement>("[data-task]"))
      cell.hidden = !(tasks?.has(cell.dataset["task"]!) ?? true);
  }

  #addPin(row: Row): Element {
    const name = row.querySelector("th")?.dataset["name"] ?? row.dataset["entry"]!;
    const pin = element("button", { type: "button", class: "pin", "aria-label": `Pin ${name}` }, "Pin");
    row.cells[0]!.append(pin);
    return pin;
  }

  /** G0 stands among the others where they are in the order of their gains. */
  #withGenerator(
    rows: readonly Row[],
    shown: readonly number[],
    pinned: number,
    state: ViewState,
  ): readonly Row[] {
    const { sort } = state;
    if (this.#generator === null || (sort !== null && sort.column !== "gain")) return rows;
    const gains = valuesOf(this.#data, "gain");
    const isAfter = (place: number) =>
      sort !== null && !sort.descending ? Number(gains[place]) > 0 : Number(gains[place]) <= 0;
    const at = shown.findIndex((place, index) => index >= pinned && isAfter(place));
    return at < 0 ? [...rows, this.#generator] : rows.toSpliced(at, 0, this.#generator);
  }
}
