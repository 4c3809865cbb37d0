import type { APIRoute, GetStaticPaths } from "astro";
import { loadSite } from "../../data/index.ts";
import { drawnAt, figuresOf, type PlacedFigure } from "../../figures/index.ts";
import { csvFrom } from "../../table/index.ts";

type Kind = "-narrow.svg" | "-wide.svg" | ".csv";

/** Every figure as two pictures and its data. */
export const getStaticPaths = (async () => {
  const placed = figuresOf(await loadSite());
  return placed.flatMap((one) =>
    (["-narrow.svg", "-wide.svg", ".csv"] as const).map((kind) => ({
      params: { file: `${one.address.replace(/^figures\//, "")}${kind}` },
      props: { placed: one, kind },
    })),
  );
}) satisfies GetStaticPaths;

/** One file of a figure. */
export const GET: APIRoute<{ placed: PlacedFigure; kind: Kind }> = async ({ props: { placed, kind } }) => {
  if (kind === ".csv") {
    const csv = csvFrom(placed.figure.rows);
    return new Response(csv, { headers: { "content-type": "text/csv; charset=utf-8" } });
  }
  const { narrow, wide } = await drawnAt(placed);
  const { svg } = kind === "-wide.svg" ? wide : narrow;
  return new Response(svg, { headers: { "content-type": "image/svg+xml" } });
};
