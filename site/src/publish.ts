import { constants, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { latestSeason } from "../../harness/board/index.ts";
import { seasonResults } from "../../harness/record/index.ts";
import { siteAddress } from "./address.ts";
import { resultsFolder, rootFolder } from "./data/place.ts";

/** Puts the records of the seasons shown beside the pages as they are, at `records/<tier>/<task>/<entry>/<seed>.json`, and their logs at `logs/…`. */
export const publishRecords: AstroIntegration = {
  name: "publish-records",
  hooks: {
    "astro:build:done": ({ dir, pages }) => {
      const out = fileURLToPath(dir);
      const citation = path.join(rootFolder(), "CITATION.cff");
      if (existsSync(citation)) cpSync(citation, path.join(out, "CITATION.cff"));
      writeSitemap(out, pages);
      const results = resultsFolder();
      for (const tier of ["smoke", "standard", "gpu", "paper"] as const) {
        const from = seasonResults(results, latestSeason(rootFolder(), results, tier));
        copyFolder(path.join(from, tier), path.join(out, "records", tier));
        copyFolder(path.join(from, "logs", tier), path.join(out, "logs", tier));
      }
    },
  },
};

function copyFolder(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

/** The pages that search engines are meant to find, in full addresses; without a known address there can be none. */
function writeSitemap(out: string, pages: readonly { readonly pathname: string }[]): void {
  const site = siteAddress();
  if (site === undefined) return;
  const found = pages
    .map(({ pathname }) => pathname)
    .filter((pathname) => !pathname.startsWith("404") && !isHidden(out, pathname))
    .map((pathname) => new URL(pathname, site).href)
    .sort();
  const lines = found.map((address) => `<url><loc>${address.replaceAll("&", "&amp;")}</loc></url>`);
  writeFileSync(
    path.join(out, "sitemap.xml"),
    `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join("\n")}\n</urlset>\n`,
  );
  writeFileSync(
    path.join(out, "robots.txt"),
    `User-agent: *\nAllow: /\nSitemap: ${new URL("sitemap.xml", site).href}\n`,
  );
}

/** Whether a page asks not to be found. */
function isHidden(out: string, pathname: string): boolean {
  const file = path.join(out, pathname, "index.html");
  return existsSync(file) && readFileSync(file, "utf8").includes('<meta name="robots" content="noindex"');
}
