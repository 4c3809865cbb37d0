import { gainFormatterOf, lettersText } from "../../../harness/format/index.ts";
import { fullAddress } from "../address.ts";
import { changesOf, type Dated, type Site } from "../data/index.ts";

const mostItems = 50;
const title = "Collapse Bench: new results";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly at: string;
  readonly address: string;
}

/** New results of the tiers that rank, newest first, as Atom (RFC 4287). */
export function atomFeed(site: Site): string {
  const items = itemsOf(site);
  const entries = items.map(
    ({ id, title, text, at, address }) =>
      `<entry><id>${escaped(id)}</id><title>${escaped(title)}</title><updated>${at}</updated>` +
      `<link rel="alternate" type="text/html" href="${escaped(address)}"/><content type="text">${escaped(text)}</content></entry>`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:collapse-bench,2026:results</id>` +
    `<title>${title}</title><updated>${items[0]?.at ?? "1970-01-01T00:00:00.000Z"}</updated><author><name>Collapse Bench</name></author>` +
    `<link rel="self" type="application/atom+xml" href="${escaped(fullAddress("feed.xml"))}"/>` +
    `<link rel="alternate" type="text/html" href="${escaped(fullAddress("index.html"))}"/>\n${entries.join("\n")}\n</feed>\n`
  );
}

/** The same as a JSON feed, version 1.1. */
export function jsonFeed(site: Site): string {
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: fullAddress("index.html"),
    feed_url: fullAddress("feed.json"),
    items: itemsOf(site).map(({ id, title, text, at, address }) => ({
      id,
      url: address,
      title,
      content_text: text,
      date_published: at,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

function itemsOf({ tiers }: Site): readonly Item[] {
  return tiers
    .filter(({ ranks }) => ranks)
    .flatMap(({ path, tier, tasks }) => changesOf(tasks).map((change) => ({ path, tier, change })))
    .sort((a, b) => (a.change.at < b.change.at ? 1 : -1))
    .slice(0, mostItems)
    .map(({ path, tier, change }) => itemOf(path, tier, change));
}

function itemOf(path: string, tier: string, { day, at, task, entry, cells, isFirst, line }: Dated): Item {
  const gain = gainFormatterOf(task.about.metric.format);
  const state =
    line === undefined
      ? "not scored"
      : `${gain(line.gain.mean)}, ${line.verdict}, group ${lettersText(line.letters)}`;
  return {
    id: `tag:collapse-bench,2026:${tier}/${task.task.name}/${entry}/${day}`,
    title: `${entry} on ${task.about.title}: ${state}`,
    text: `${cells} ${cells === 1 ? "cell" : "cells"} computed${isFirst ? ", the first of this entry" : ""}; now ${state}.`,
    at,
    address: fullAddress(`${path}runs/${task.task.name}/${entry}/index.html`),
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
