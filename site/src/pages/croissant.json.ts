import { loadSite } from "../data/index.ts";
import { croissantOf } from "../metadata/index.ts";

/** The boards as a dataset, in Croissant. */
export async function GET(): Promise<Response> {
  return new Response(`${JSON.stringify(croissantOf(await loadSite()), null, 1)}\n`, {
    headers: { "content-type": "application/ld+json" },
  });
}
