import { element } from "./dom.ts";

/** A table with a caption, in a region that scrolls by itself; its cells are numbers unless it is said otherwise. */
export function tableFrom(
  caption: string,
  heads: readonly string[],
  lines: readonly (readonly string[])[],
  { cells = "number" }: { readonly cells?: "number" | "words" } = {},
): HTMLElement {
  const table = element(
    "table",
    {},
    element("caption", {}, element("span", {}, caption)),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element(
      "tbody",
      {},
      ...lines.map(([name, ...rest]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, name!),
          ...rest.map((cell) => element("td", { class: cells }, cell)),
        ),
      ),
    ),
  );
  return element("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" }, table);
}
