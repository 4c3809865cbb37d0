import { gainFormatterOf, protocolText } from "../../../harness/format/index.ts";
import { fullAddress } from "../address.ts";
import { type Site, verdictOf } from "../data/index.ts";

/** The site for whoever reads it as text (llms.txt): what it is, who leads, where the data lie. */
export function llmsText({ version, tiers, tasks, documents }: Site): string {
  const [front] = tiers;
  const leaders = (front?.tasks ?? []).flatMap(({ about, entries }) => {
    const verdict = front!.ranks ? verdictOf({ entries }) : undefined;
    if (verdict === undefined) return [];
    const { leader, peers } = verdict;
    const gain = gainFormatterOf(about.metric.format)(leader.gain.mean);
    const tied =
      peers.length === 0 ? "told apart from all others" : `not told apart from ${peers.length} others`;
    return [
      `- ${about.title}, ${protocolText(about.headline.protocol, about.rounds)}: ${leader.name}, gain ${gain}, ${tied}`,
    ];
  });
  const links = (list: readonly (readonly [string, string, string])[]) =>
    list.map(([name, path, says]) => `- [${name}](${fullAddress(path)}): ${says}`);
  return `${[
    "# Collapse Bench",
    "",
    "> A benchmark of strategies that select synthetic data against model collapse. Tasks, generators, training and seeds are frozen; only the strategy differs.",
    "",
    `Version ${version}. A gain is a student's metric less that of the generator it learnt from; entries that share a letter are not told apart.`,
    ...(leaders.length === 0 ? [] : ["", "## Who leads", "", ...leaders]),
    "",
    "## Pages",
    "",
    ...links([
      ["All entries, all tasks", "board/index.html", "gain and letters"],
      ...tasks.map(
        ({ name, file }) =>
          [
            file.shown.title,
            `tasks/${name}/index.html`,
            file.shown.description.trim().replaceAll(/\s+/g, " "),
          ] as const,
      ),
      ...documents.map(({ name, title, description }) => [title, `${name}/index.html`, description] as const),
    ]),
    "",
    "## Data",
    "",
    ...links([
      ["board.json", "board.json", "every board of the front page's tier"],
      ["records/index.json", "records/index.json", "every record, one file a cell"],
      ["croissant.json", "croissant.json", "the boards as CSV files, described in Croissant 1.1"],
      ["schemas/record-4.json", "schemas/record-4.json", "JSON Schema of a record"],
    ]),
  ].join("\n")}\n`;
}
