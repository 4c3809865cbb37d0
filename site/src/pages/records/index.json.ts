import { loadSite } from "../../data/index.ts";
import { recordIndex } from "../../metadata/index.ts";

/** Every record that is published. */
export async function GET(): Promise<Response> {
  return new Response(recordIndex(await loadSite()), { headers: { "content-type": "application/json" } });
}
