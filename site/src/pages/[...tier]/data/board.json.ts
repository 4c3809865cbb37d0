import type { APIRoute, GetStaticPaths } from "astro";
import { loadSite, type TierResults } from "../../../data/index.ts";

export const getStaticPaths = (async () => {
  const { tiers } = await loadSite();
  return tiers.map((results) => ({
    params: { tier: results.path === "" ? undefined : results.tier },
    props: { results },
  }));
}) satisfies GetStaticPaths;

/** The board of a tier, as `collapse-bench board --json` prints it. */
export const GET: APIRoute<{ results: TierResults }> = ({ props }) => Response.json(props.results.board);
