import { type LineageStep, lineagesOf, type RunData, type TaskRuns } from "../table/index.ts";
import { element } from "./dom.ts";

/** Where the hashes of a run lead: the task's numbers, the entry's runs, the record; a kind that is not named leads nowhere. */
export type LineageLinks = Partial<Record<LineageStep["kind"], string>>;

/** So many digits of a hash are shown; the whole stands in the address it leads to, or in its title. */
const shownDigits = 12;

/** What came from what in a run, drawn: a row of boxes for each round, every box made of the one before it. */
export function lineageFigure(
  name: string,
  run: RunData,
  metric: TaskRuns["metric"],
  links: LineageLinks,
): HTMLElement {
  const drawn = lineagesOf(run, metric).flatMap(({ regime, rows }) => [
    element("h3", {}, `${name}, regime ${regime}`),
    element(
      "ol",
      { class: "lineage" },
      ...rows.map((steps) =>
        element("li", {}, element("ol", {}, ...steps.map((step) => boxOf(step, links[step.kind])))),
      ),
    ),
  ]);
  return element("details", {}, element("summary", {}, `Lineage of ${name}`), ...drawn);
}

function boxOf({ kind, title, named, says }: LineageStep, link: string | undefined): HTMLElement {
  return element(
    "li",
    { class: kind },
    element("b", {}, title),
    ...(named === undefined ? [] : [element("span", {}, `${named.what} `, hashOf(named.hash, link))]),
    ...says.map((line) => element("span", {}, line)),
  );
}

function hashOf(hash: string, link: string | undefined): HTMLElement {
  const code = element("code", { title: hash }, hash.slice(0, shownDigits));
  return link === undefined ? code : element("a", { href: link }, code);
}
