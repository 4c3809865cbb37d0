import type { ScoredEntry } from "../../harness/board/index.ts";
import { gainFormatterOf, lettersText } from "../../harness/format/index.ts";
import type { TaskResults } from "./data/index.ts";

/** An entry's place on a task, for other pages: never a bare rank, always with its letters and the board's version. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly colour: string;
}

const colours: { readonly [V in ScoredEntry["verdict"]]: string } = {
  gained: "#1d6b3e",
  undecided: "#53585e",
  collapsed: "#9a2b14",
};

/** The badge of an entry on its task's headline board. */
export function badgeOf({ about }: Pick<TaskResults, "about">, entry: ScoredEntry, version: string): Badge {
  const gain = gainFormatterOf(about.metric.format)(entry.gain.mean);
  return {
    label: `Collapse Bench: ${about.title}`,
    message: `${gain}, ${entry.verdict}, group ${lettersText(entry.letters)}, v${version}`,
    colour: colours[entry.verdict],
  };
}

/** What shields.io reads from an address (schema version 1). */
export function shieldsJson({ label, message, colour }: Badge): string {
  return `${JSON.stringify({ schemaVersion: 1, label, message, color: colour })}\n`;
}

const [height, padding, characterWidth] = [20, 8, 6.6];

/** The badge as a picture of its own, with its words as its name. */
export function badgeSvg({ label, message, colour }: Badge): string {
  const [left, right] = [label, message].map((text) => Math.ceil(text.length * characterWidth) + 2 * padding);
  const width = left! + right!;
  const words = (text: string, x: number, room: number) =>
    `<text x="${x + padding}" y="14" textLength="${room - 2 * padding}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${escaped(`${label}: ${message}`)}">` +
    `<rect width="${width}" height="${height}" rx="3" fill="#33373b"/><path d="M${left} 0h${right! - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${right! - 3}z" fill="${colour}"/>` +
    `<g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">${words(label, 0, left!)}${words(message, left!, right!)}</g></svg>\n`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
