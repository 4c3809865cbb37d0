/**
 * The address the site will be served at, from `COLLAPSE_BENCH_SITE`; undefined when nobody said. Pages link to each other relatively
 * and work anywhere; only what others must be told in full (canonical addresses, feeds, the sitemap) asks for it.
 */
export function siteAddress(): URL | undefined {
  const told = process.env["COLLAPSE_BENCH_SITE"];
  if (told === undefined || told === "") return undefined;
  return new URL(told.endsWith("/") ? told : `${told}/`);
}

/** A path of the site in full where its address is known, else as it is. */
export function fullAddress(path: string): string {
  const site = siteAddress();
  return site === undefined ? path : new URL(path, site).href;
}
