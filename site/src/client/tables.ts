import { element } from "./dom.ts";

/** What stands in a table's columns: numbers, texts that may be long, or numbers but in the columns named. */
export type Cells = "number" | "words" | { readonly texts: readonly string[] };

export interface TableOptions {
  readonly cells?: Cells;
  /** Heads are entries' ids, which may be broken. */
  readonly ids?: boolean;
}

/** A table with a caption, in a region that scrolls by itself; its cells are numbers unless it is said otherwise, and heads stand as their cells do. */
export function tableFrom(
  caption: string,
  heads: readonly string[],
  lines: readonly (readonly string[])[],
  { cells = "number", ids = false }: TableOptions = {},
): HTMLElement {
  const classOf = (column: number) => {
    if (column === 0) return undefined;
    if (typeof cells === "string") return cells;
    return cells.texts.includes(heads[column]!) ? undefined : "number";
  };
  const headOf = (head: string, column: number) =>
    element("th", { scope: "col", class: classOf(column) === "number" ? "number" : undefined }, head);
  const table = element(
    "table",
    { class: ids ? "ids" : undefined },
    element("caption", {}, element("span", {}, caption)),
    element("thead", {}, element("tr", {}, ...heads.map(headOf))),
    element(
      "tbody",
      {},
      ...lines.map(([name, ...rest]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, name!),
          ...rest.map((cell, place) => element("td", { class: classOf(place + 1) }, cell)),
        ),
      ),
    ),
  );
  return element("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" }, table);
}
