import { emptyState, type ViewState } from "../table/index.ts";

/** The form above a board: what it says is a part of the state, and what is in the state it shows. */
export function stateOf(form: HTMLFormElement, before: ViewState): ViewState {
  const asked = new FormData(form);
  const text = (name: string) => String(asked.get(name) ?? "");
  const budget = text("budget").trim();
  return {
    ...before,
    search: text("q").trim(),
    divisions: facet(form, asked, "division"),
    verdicts: facet(form, asked, "state"),
    tasks: facet(form, asked, "task"),
    budget: budget === "" || !(Number(budget) >= 0) ? null : Number(budget),
    sound: asked.has("sound"),
    reproduced: asked.has("reproduced"),
    controls: asked.has("controls"),
    alone: asked.has("alone"),
    sort: sortOf(text("sort"), asked.has("descending")),
  };
}

/** Shows a state on the form, for instance one that came with the address. */
export function showState(form: HTMLFormElement, state: ViewState): void {
  const set = (name: string, value: string) => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  };
  set("q", state.search);
  set("budget", state.budget === null ? "" : String(state.budget));
  set("sort", state.sort?.column ?? "");
  for (const box of boxes(form)) {
    const { name, value } = box;
    if (name === "division") box.checked = state.divisions?.has(value) ?? true;
    else if (name === "state") box.checked = state.verdicts?.has(value) ?? true;
    else if (name === "task") box.checked = state.tasks?.has(value) ?? true;
    else if (name === "descending") box.checked = state.sort?.descending ?? false;
    else if (name === "sound" || name === "reproduced" || name === "controls" || name === "alone")
      box.checked = state[name];
  }
}

/** What a click on a column's head asks for: numbers best first, words from a; then the other way; then the board's own order. */
export function sortedBy(
  column: string,
  startsDescending: boolean,
  before: ViewState["sort"],
): ViewState["sort"] {
  if (before?.column !== column) return { column, descending: startsDescending };
  return before.descending === startsDescending ? { column, descending: !startsDescending } : emptyState.sort;
}

/** All chosen is the facet switched off; none chosen is something else. */
function facet(form: HTMLFormElement, asked: FormData, name: string): ReadonlySet<string> | null {
  const offered = boxes(form).filter((box) => box.name === name).length;
  const chosen = asked.getAll(name).map(String);
  return chosen.length === offered ? null : new Set(chosen);
}

function sortOf(column: string, descending: boolean): ViewState["sort"] {
  return column === "" ? null : { column, descending };
}

function boxes(form: HTMLFormElement): readonly HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')];
}
