import type { APIRoute, GetStaticPaths } from "astro";
import { type ScriptName, scripts, scriptText } from "../../scripts.ts";

export const getStaticPaths = (() => scripts.map((name) => ({ params: { name } }))) satisfies GetStaticPaths;

/** One of the site's scripts. */
export const GET: APIRoute = async ({ params }) =>
  new Response(await scriptText(params["name"] as ScriptName), {
    headers: { "content-type": "text/javascript" },
  });
