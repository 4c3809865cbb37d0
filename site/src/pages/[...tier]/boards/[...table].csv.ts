import type { APIRoute, GetStaticPaths } from "astro";
import { boardsOf, loadSite } from "../../../data/index.ts";
import { boardFiles } from "../../../metadata/index.ts";

export const getStaticPaths = (async () => {
  const { tiers } = await loadSite();
  return tiers.flatMap((results) =>
    boardFiles(results, boardsOf(results)).map(({ path, csv }) => ({
      params: {
        tier: results.path === "" ? undefined : results.tier,
        table: path.slice(results.path.length).replace(/^boards\/|\.csv$/g, ""),
      },
      props: { csv },
    })),
  );
}) satisfies GetStaticPaths;

/** A board's rows as CSV. */
export const GET: APIRoute<{ csv: string }> = ({ props }) =>
  new Response(props.csv, { headers: { "content-type": "text/csv; charset=utf-8" } });
