import { loadSite } from "../data/index.ts";
import { atomFeed } from "../metadata/index.ts";

/** New results as Atom. */
export async function GET(): Promise<Response> {
  return new Response(atomFeed(await loadSite()), { headers: { "content-type": "application/atom+xml" } });
}
