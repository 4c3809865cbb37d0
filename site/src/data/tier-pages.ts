import { loadSite } from "./load.ts";

/** A page of every tier, as `getStaticPaths` wants them; pages of parts of a tier add to its params and props. */
export async function tierPages() {
  const site = await loadSite();
  return site.tiers.map((results) => ({
    params: { tier: results.path === "" ? undefined : results.tier },
    props: { site, results },
  }));
}
