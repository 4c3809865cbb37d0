import path from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { count } from "../format/index.ts";
import { openLabels, type ReadLabels, readLabelFile } from "../labels/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";

export interface LabelsImportOptions {
  readonly out: string;
  readonly scale?: readonly [low: number, high: number];
  /** Whose answers they are, where a file does not say. */
  readonly annotator?: string;
}

/** Reads files of labelling tools into one file by which the verifier `human` answers. */
export async function importLabels(
  files: readonly string[],
  { out, scale, annotator }: LabelsImportOptions,
): Promise<ExitCode> {
  const options = {
    ...(scale === undefined ? {} : { scale }),
    ...(annotator === undefined ? {} : { annotator }),
  };
  const read = files.map((file) => {
    const found = readLabelFile(file, options);
    report(file, found);
    return found;
  });
  const judgements = read.flatMap((found) => found.judgements);
  if (judgements.length === 0) throw nothingTaken(files);
  const target = path.resolve(out);
  await writeWhole(target, `${JSON.stringify({ schema: 1, judgements }, null, 1)}\n`);
  const { outputs, hash } = openLabels(target);
  const people = new Set(judgements.map((one) => one.annotator)).size;
  const by = `${count(people)} ${people === 1 ? "annotator" : "annotators"}`;
  console.log(
    `${count(judgements.length)} judgements of ${count(outputs)} outputs by ${by} (${hash.slice(0, 12)})`,
  );
  console.log(
    `wrote ${path.relative(process.cwd(), target)}; use it with \`try FOLDER --labels\` or \`check FOLDER --labels\``,
  );
  return exitCodes.ok;
}

function report(file: string, { judgements, left }: ReadLabels): void {
  const tools = [...new Set(judgements.map(({ tool }) => tool))].join(", ");
  say(`${file}: ${count(judgements.length)} judgements${tools === "" ? "" : ` (${tools})`}`);
  for (const [reason, { count: times, first }] of left)
    say(`  left out ${count(times)} that ${times === 1 ? "" : "each "}${reason}; first: ${first}`);
}

function nothingTaken(files: readonly string[]): BenchError {
  return new BenchError("no label could be taken", {
    code: "labels-none",
    blame: "usage",
    where: files.join(", "),
    mend: "Each row needs an output with its input, or a key, and an answer; docs/labels.md has the forms.",
  });
}
