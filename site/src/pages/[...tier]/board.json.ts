import type { APIRoute, GetStaticPaths } from "astro";
import { type Board, boardJson } from "../../../../harness/board/index.ts";
import { loadSite } from "../../data/index.ts";

export const getStaticPaths = (async () => {
  const { tiers } = await loadSite();
  return tiers.flatMap(({ tier, path, board }) =>
    (path === "" ? [undefined, tier] : [tier]).map((folder) => ({
      params: { tier: folder },
      props: { board },
    })),
  );
}) satisfies GetStaticPaths;

/** The board of a tier, to the byte what `collapse-bench board --json` prints; the front page's lies at the root as well. */
export const GET: APIRoute<{ board: Board }> = ({ props }) =>
  new Response(boardJson(props.board), { headers: { "content-type": "application/json" } });
