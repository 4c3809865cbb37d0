import type { APIRoute, GetStaticPaths } from "astro";
import { loadSite } from "../../data/index.ts";
import { evaluationOf } from "../../metadata/index.ts";

/** Every scored entry of the front page's tier, where that ranks. */
export const getStaticPaths = (async () => {
  const site = await loadSite();
  const [front] = site.tiers;
  const entries = front?.ranks
    ? new Set(front.tasks.flatMap(({ entries }) => entries.map(({ entry }) => entry)))
    : [];
  return [...entries].map((entry) => ({
    params: { entry },
    props: { evaluation: evaluationOf(site, front!, entry) },
  }));
}) satisfies GetStaticPaths;

/** What an entry scored, in Every Eval Ever's schema. */
export const GET: APIRoute<{ evaluation: object | undefined }> = ({ props }) =>
  new Response(`${JSON.stringify(props.evaluation, null, 1)}\n`, {
    headers: { "content-type": "application/json" },
  });
