import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Figure } from "../../../harness/figure/index.ts";
import { fitted, withStackedLegends } from "./fit.ts";
import { useSystemFontWidths } from "./text-width.ts";
import { theme } from "./theme.ts";

/** A picture that stands alone, in CSS pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** One figure at the two widths the page chooses from. */
export interface Drawing {
  readonly narrow: Picture;
  readonly wide: Picture;
}

useSystemFontWidths();

/** Widths in CSS pixels at which text keeps its size. */
const widths = { narrow: 328, wide: 760 } as const;
const mostTries = 4;

/** Draws a figure twice, the wide one as wide as is said. Throws when the specification is not valid Vega-Lite. */
export async function drawFigure(source: Figure, wideWidth: number = widths.wide): Promise<Drawing> {
  const [narrow, wide] = await Promise.all([
    draw(source, widths.narrow, "narrow"),
    draw(source, wideWidth, "wide"),
  ]);
  return { narrow, wide };
}

/**
 * Axes, labels and legends are known only once drawn: what is too wide is drawn again, legends stacked, then narrower
 * as long as that helps and leaves half of the width. What is still too wide is scaled down as a whole.
 */
async function draw(source: Figure, width: number, size: string): Promise<Picture> {
  let best = await render(source, width);
  const stacked = { ...source, spec: withStackedLegends(source.spec) };
  for (let room = width, tries = 0; best.width > width && room >= width / 2 && tries < mostTries; tries++) {
    const next = await render(stacked, room);
    if (next.width < best.width) best = next;
    else if (tries > 0) break;
    room -= Math.ceil(best.width - width);
  }
  return labelled(best, source, `${source.name}-${size}`);
}

/** The width is that of all that was drawn, what Vega itself would cut off included. */
async function render({ spec, rows }: Figure, width: number): Promise<Picture> {
  const sized = { ...fitted(spec, width), data: { values: rows }, config: theme(spec["config"]) };
  const compiled = compile(sized as unknown as TopLevelSpec, { logger: silent }).spec;
  const view = new View(parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  const [, right, bottom] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  const drawn = { svg, width: Math.ceil(Math.max(right!, rightEnd(view))), height: bottom! };
  view.finalize();
  return drawn;
}

function rightEnd(view: View): number {
  const { root } = view.scenegraph() as unknown as {
    readonly root: { readonly bounds: { readonly x2: number } };
  };
  return view.origin()[0] + root.bounds.x2;
}

function labelled({ svg, width, height }: Picture, { title, caption }: Figure, id: string): Picture {
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `aria-labelledby="${id}-title" aria-describedby="${id}-desc">`;
  const label = `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(caption)}</desc>`;
  return { svg: svg.replace(/^<svg[^>]*>/, `${open}${label}${tokensStyle()}`), width, height };
}

let tokens: string | undefined;

/** The site's colours, light or dark as the reader prefers, for a picture that no style sheet reaches. */
export function tokensStyle(): string {
  tokens ??= readFileSync(path.resolve("site", "src", "styles", "tokens.css"), "utf8").replace(
    /\/\*.*?\*\/\s*/gs,
    "",
  );
  return `<style>${tokens}</style>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const silent = {
  level: () => silent,
  error: (...message: readonly unknown[]) => {
    throw new Error(message.join(" "));
  },
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
