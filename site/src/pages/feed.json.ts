import { loadSite } from "../data/index.ts";
import { jsonFeed } from "../metadata/index.ts";

/** New results as a JSON feed. */
export async function GET(): Promise<Response> {
  return new Response(jsonFeed(await loadSite()), { headers: { "content-type": "application/feed+json" } });
}
