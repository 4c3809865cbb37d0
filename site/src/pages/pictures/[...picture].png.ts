import type { APIRoute, GetStaticPaths } from "astro";
import { boardsOf, loadSite, type TaskResults } from "../../data/index.ts";
import { sharedPicture } from "../../picture/index.ts";

/** What is shown where a page is shared: one picture for the site, one for each board and tier. */
export const getStaticPaths = (async () => {
  const { tiers, version } = await loadSite();
  const [front] = tiers;
  return [
    {
      params: { picture: "home" },
      props: { version, tasks: front!.ranks ? front!.tasks : [], ranks: front!.ranks },
    },
    ...tiers.flatMap((tier) =>
      boardsOf(tier).map((task) => ({
        params: { picture: `${tier.path}${task.task.name}` },
        props: { version, tasks: [task], ranks: tier.ranks && task.unranked === undefined },
      })),
    ),
  ];
}) satisfies GetStaticPaths;

/** One picture, 1200 by 630. */
export const GET: APIRoute<{ version: string; tasks: readonly TaskResults[]; ranks: boolean }> = async ({
  props,
}) => new Response(new Uint8Array(await sharedPicture(props)), { headers: { "content-type": "image/png" } });
