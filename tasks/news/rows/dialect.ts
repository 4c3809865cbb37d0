import { BenchError } from "../../../harness/errors/index.ts";
import type { ReadOptions } from "./contract.ts";
import { type Dialect, inStep, plainFields, RowReader } from "./fields.ts";
import type { LineEnds } from "./lines.ts";

/** How a table is written, and whether that is beyond doubt. */
export interface TableForm extends Dialect {
  readonly ends: LineEnds;
  /** Some rows make sense with quotes only, or the caller said so; else a row that spans whole lines is refused. */
  readonly isSure: boolean;
}

/** The start of a table; the last line may be cut unless it is all there is. */
export interface TableStart {
  readonly text: string;
  readonly isWhole: boolean;
}

/** How well a way of reading fits a sample. */
interface DialectFit {
  readonly form: TableForm;
  readonly header: readonly string[];
  /** Rows with as many fields as the header. */
  readonly good: number;
  /** Lines of rows with another number of fields, and of quotes that do not close. */
  readonly bad: number;
  /** Fields in quotes, and fields that begin with a quoted part and go on. */
  readonly quoted: number;
  readonly loose: number;
  /** The first row over several lines each of which is a whole row when quotes mean nothing: its line. */
  readonly doubtful?: number;
  /** Nothing tells whether that row is one or several. */
  readonly isOpen?: boolean;
}

const delimiters = [",", "\t", ";", "|"] as const;
/** Texts hardly hold these, so tables that use them mostly do without quotes. */
const rareInTexts: ReadonlySet<string> = new Set(["\t", "|"]);

/**
 * How a table is written, decided by looking at its start: which delimiter gives the columns wanted, where lines end,
 * and whether quotes hold fields together or are text. The reading with the fewest rows out of step wins; where all of
 * them fit, tables with tabs or bars have no quotes, others do. Throws `csv-doubtful` when commas leave it open whether
 * a quote joins lines that are whole rows without it.
 */
export function chooseForm(
  sample: TableStart,
  options: ReadOptions,
  preferred: "," | "\t",
  label: string,
): TableForm {
  checkCharacters(options, label);
  const wanted =
    options.delimiter === undefined ? [...new Set([preferred, ...delimiters])] : [options.delimiter];
  const trials = wanted.map((delimiter) => bestTrial(sample, options, delimiter));
  const fitting = trials.filter(({ header }) => options.fits(header));
  const wide = trials.filter(({ header }) => header.length > 1);
  const [best] = [fitting, wide, trials]
    .find((some) => some.length > 0)!
    .sort((a, b) => shareBad(a) - shareBad(b));
  if (best!.isOpen) throw doubtful(label, best!.doubtful!);
  return best!.form;
}

/** The best reading with this delimiter. */
function bestTrial(sample: TableStart, options: ReadOptions, delimiter: string): DialectFit {
  const trials = lineEndsOf(sample.text).map((ends) => {
    const lines = linesOf(sample, ends);
    return bestQuoting(lines, sample.isWhole, options, { delimiter, ends });
  });
  const fitting = trials.filter(({ header }) => options.fits(header));
  const [first, ...others] = fitting.length > 0 ? fitting : trials;
  return others.reduce((best, trial) => (better(trial, best) ? trial : best), first!);
}

function better(one: DialectFit, other: DialectFit): boolean {
  if (other.good === 0 || one.good === 0) return one.good > other.good;
  return shareBad(one) < shareBad(other);
}

function shareBad({ good, bad }: DialectFit): number {
  return good + bad === 0 ? 1 : bad / (good + bad);
}

function bestQuoting(
  lines: readonly string[],
  isWhole: boolean,
  options: ReadOptions,
  base: Pick<TableForm, "delimiter" | "ends">,
): DialectFit {
  const attempt = (form: TableForm) => tryForm(lines, isWhole, form);
  const { quote = '"', escape: escaper } = options;
  const none = attempt({ ...base, isSure: true, ...(escaper !== undefined && { escaper }) });
  if (quote === "none") return none;
  const quoted = attempt({
    ...base,
    quote,
    escaper: escaper ?? quote,
    isSure: options.quote !== undefined || none.bad > 0,
  });
  const mayEscape = escaper === undefined && lines.some((line) => line.includes(`\\${quote}`));
  const slashed = mayEscape ? attempt({ ...quoted.form, escaper: "\\" }) : quoted;
  const best = slashed.bad + slashed.loose < quoted.bad + quoted.loose ? slashed : quoted;
  if (options.quote !== undefined) return best;
  const isRare = rareInTexts.has(base.delimiter);
  if (best.bad !== none.bad) return best.bad < none.bad ? best : none;
  if (best.loose > 0 || (isRare && best.quoted === 0)) return none;
  if (best.doubtful === undefined || none.bad > 0) return best;
  return isRare ? none : { ...best, isOpen: true };
}

function tryForm(lines: readonly string[], isWhole: boolean, form: TableForm): DialectFit {
  let header: readonly string[] | undefined;
  let doubtful: number | undefined;
  const counts = { good: 0, bad: 0, quoted: 0, loose: 0 };
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] === "") continue;
    const row = readRow(lines, at, form);
    if (row === undefined) {
      if (!isWhole) break;
      counts.bad++;
      continue;
    }
    const { values, isLoose, quoted } = row.fields;
    if (isLoose) counts.loose++;
    counts.quoted += quoted;
    if (header === undefined) header = values.map((name) => name.trim());
    else if (inStep(values, header.length) && (!isLoose || row.next === at + 1)) counts.good++;
    else counts.bad++;
    const columns = header.length;
    const parts = lines.slice(at, row.next);
    if (parts.length > 1 && parts.every((line) => isWholeRow(line, form, columns))) doubtful ??= at + 1;
    at = row.next - 1;
  }
  return { form, header: header ?? [], ...counts, ...(doubtful !== undefined && { doubtful }) };
}

function readRow(lines: readonly string[], from: number, form: Dialect) {
  const reader = new RowReader(form);
  for (let at = from; at < lines.length; at++) {
    const fields = reader.feed(lines[at]!);
    if (fields !== undefined) return { fields, next: at + 1 };
  }
  return undefined;
}

/** Whether a line is a row of so many fields when quotes mean nothing. */
export function isWholeRow(line: string, { delimiter }: Dialect, columns: number): boolean {
  return inStep(plainFields(line, delimiter), columns) !== undefined;
}

/** A carriage return alone may end lines or stand in a text: both are tried where there is one. */
function lineEndsOf(text: string): readonly LineEnds[] {
  return /\r(?![\r\n]|$)/.test(text) ? ["lf", "lf-and-cr"] : ["lf"];
}

function linesOf({ text, isWhole }: TableStart, ends: LineEnds): readonly string[] {
  const lines = text.split(ends === "lf" ? /\r*\n/ : /\r*\n|\r/);
  return isWhole || lines.length < 2 ? lines : lines.slice(0, -1);
}

/** The refusal of a row of which it is open whether it is one or several. */
export function doubtful(label: string, line: number): BenchError {
  return new BenchError("quotes in this table can be read in two ways", {
    code: "csv-doubtful",
    blame: "usage",
    where: `${label}:${line}`,
    expected: "quotes that hold fields together, or quotes that are text",
    received: "a quote that joins lines, each of which is a whole row without it",
    mend: "Say which it is: --quote none, or --quote '\"'.",
  });
}

function checkCharacters({ delimiter, quote, escape: escaper }: ReadOptions, label: string): void {
  const named = {
    "--delimiter": delimiter,
    "--quote": quote === "none" ? undefined : quote,
    "--escape": escaper,
  };
  for (const [option, character] of Object.entries(named)) {
    if (character === undefined || (character.length === 1 && !/[\r\n]/.test(character))) continue;
    throw new BenchError("this option takes one character", {
      code: "csv-character",
      blame: "usage",
      where: `${option} (${label})`,
      expected: option === "--quote" ? 'one character, or "none"' : "one character",
      received: JSON.stringify(character),
      mend: "Name one character; tab is written as tab or \\t.",
    });
  }
}
