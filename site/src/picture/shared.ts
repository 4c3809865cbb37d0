import sharp from "sharp";
import { gainFormatterOf, insideSentence, protocolText } from "../../../harness/format/index.ts";
import { type TaskResults, verdictOf } from "../data/index.ts";

const [width, height] = [1200, 630] as const;
const font = "DejaVu Sans, Noto Sans, Liberation Sans, Arial, sans-serif";
const longest = 46;

/** The picture of a shared page: who leads on each task, or that nothing is ranked. PNG, 1200 by 630. */
export async function sharedPicture(shown: {
  readonly version: string;
  readonly tasks: readonly TaskResults[];
  readonly ranks: boolean;
}): Promise<Buffer> {
  return await sharp(Buffer.from(pictureSvg(shown)))
    .png({ compressionLevel: 9 })
    .toBuffer();
}

function pictureSvg({ version, tasks, ranks }: Parameters<typeof sharedPicture>[0]): string {
  const title = tasks.length === 1 ? tasks[0]!.about.title : "Collapse Bench";
  const lines = ranks ? tasks.flatMap(linesOf) : ["This board ranks nothing."];
  const rows = lines
    .slice(0, 3)
    .map((line, place) => text(80, 330 + place * 76, 34, "#1b1e21", cut(line)))
    .join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fdfdfb"/>` +
    `<rect width="16" height="100%" fill="#1b62a5"/>${text(80, 150, titleSize(title), "#1b1e21", title)}` +
    `${text(80, 218, 32, "#53585e", "Selecting synthetic data against model collapse")}${rows}` +
    `${text(80, 582, 26, "#53585e", `Collapse Bench, version ${version}`)}</svg>`
  );
}

function linesOf({ about, entries }: TaskResults): readonly string[] {
  const verdict = verdictOf({ entries });
  const where = `${insideSentence(about.title)}, ${protocolText(about.headline.protocol, about.rounds)}`;
  if (verdict === undefined) return [`No results yet: ${where}`];
  return [
    `${gainFormatterOf(about.metric.format)(verdict.leader.gain.mean)}  ${verdict.leader.name}: ${where}`,
  ];
}

/** So large that it fits between the margins. */
function titleSize(title: string): number {
  return Math.min(72, Math.floor(1800 / title.length));
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function text(x: number, y: number, size: number, colour: string, words: string): string {
  const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" fill="${colour}">${safe}</text>`;
}
