import { loadSite } from "../data/index.ts";
import { llmsText } from "../metadata/index.ts";

/** The site as text. */
export async function GET(): Promise<Response> {
  return new Response(llmsText(await loadSite()), {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
