import type { APIRoute, GetStaticPaths } from "astro";
import { runListOf, type TierResults, tierPages } from "../../../data/index.ts";
import { runListScript } from "../../../scripts.ts";

export const getStaticPaths = (async () =>
  (await tierPages()).map(({ params, props: { results } }) => ({
    params,
    props: { results },
  }))) satisfies GetStaticPaths;

/** Which runs a tier has, as a script. */
export const GET: APIRoute<{ results: TierResults }> = ({ props }) =>
  new Response(runListScript(runListOf(props.results)), { headers: { "content-type": "text/javascript" } });
