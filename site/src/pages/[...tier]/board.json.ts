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

let printed: { readonly board: Board; readonly text: string } | undefined;

/** The front page's board is asked for twice, one after the other, and of a thousand entries it has 42 MB. */
function textOf(board: Board): string {
  if (printed?.board !== board) printed = { board, text: boardJson(board) };
  return printed.text;
}

/** The board of a tier, to the byte what `collapse-bench board --json` prints; the front page's lies at the root as well. */
export const GET: APIRoute<{ board: Board }> = ({ props }) =>
  new Response(textOf(props.board), { headers: { "content-type": "application/json" } });
