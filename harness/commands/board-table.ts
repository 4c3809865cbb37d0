import { styleText } from "node:util";
import type { Board, ScoredEntry, ScoredView, TaskAbout } from "../board/index.ts";
import {
  columns as aligned,
  capitalised,
  fixed,
  formatterOf,
  gainFormatterOf,
  insideSentence,
  intervalText,
  lettersText,
  missing,
  protocolText,
  rankText,
  seasonText,
  seedsText,
  spentText,
  unscoredText,
} from "../format/index.ts";

export interface TextStyle {
  /** Longest line, in characters; `Infinity` for no limit. */
  readonly width: number;
  readonly colour: boolean;
  /** By task, what stands with its title. */
  readonly circumstances?: Readonly<Record<string, Circumstances>>;
}

/** What a reader must know of a task's board before its figures, and the board as it is published does not say. */
export interface Circumstances {
  /** What it was played on, as `model NAME` and `share 50 %`. */
  readonly playedOn: readonly string[];
  /** Why it ranks nothing; absent where it ranks. */
  readonly unranked?: string;
}

/** A line of a table: an entry, or G0, which stands where its gain of 0 belongs. */
type Row = ScoredEntry | { readonly generator: ScoredView["generator"] };

/** A column: `weight` says how long it stays when the terminal is narrow; `isNumber` aligns to the right. */
interface Column {
  readonly title: string;
  readonly weight: number;
  readonly isNumber: boolean;
  text(row: Row): string;
}

const gap = "  ";
const narrowestEntry = 6;
/** Rank, a shortened entry and its gain need about this much. */
const narrowest = 24;

/** Every task's tables, at least 24 columns wide, with what a reader must know below them. */
export function boardText(board: Board, { width, ...rest }: TextStyle): string {
  const style = { ...rest, width: Math.max(narrowest, width) };
  const tasks = Object.entries(board.tasks);
  if (tasks.length === 0) return `No task has a board at tier ${board.tier}.\n`;
  const tables = tasks.map(([task, views]) => taskText(board, task, views, style));
  return [...tables, lines(wrap(seasonText(board.season), style))].join("\n");
}

/** Both protocols in the headline's regime, the headline first. */
function taskText(board: Board, task: string, views: readonly ScoredView[], style: TextStyle): string {
  const about = board.about[task]!;
  const shown = views.filter(({ regime, entries }) => regime === views[0]!.regime && entries.length > 0);
  const { playedOn = [], unranked } = style.circumstances?.[task] ?? {};
  const title = [about.title, `tier ${board.tier}`, ...playedOn].join(", ");
  const heading = bold(wrap(title, style), style);
  const doubt = unranked === undefined ? [] : wrap(unranked, style);
  const notes = (known: readonly string[]) =>
    [...known, ...notesText(about)].flatMap((note) => wrap(note, style));
  if (shown.length === 0) return lines([...heading, ...notes(["No results yet."])]);
  return lines([
    ...heading,
    ...doubt,
    ...shown.flatMap((view) => viewLines(view, about, style)),
    ...notes([]),
  ]);
}

function viewLines(view: ScoredView, about: TaskAbout, style: TextStyle): readonly string[] {
  const rows = rowsOf(view);
  const columns = columnsOf(about, view);
  const kept = fitting(columns, rows, style.width);
  const left = columns.filter((column) => !kept.includes(column)).map(({ title }) => title);
  return [
    ...wrap(viewTitle(view, about), style),
    ...tableLines(kept, rows, style),
    ...(left.length > 0 ? wrap(`No room for: ${left.join(", ")}.`, style) : []),
    "",
  ];
}

function viewTitle({ protocol, regime }: ScoredView, { metric, rounds }: TaskAbout): string {
  const points = metric.format === "percent" ? "points of " : "";
  const what = `gain over G0 in ${points}${insideSentence(metric.title)}`;
  return `${capitalised(protocolText(protocol, rounds))}, regime ${regime}: ${what}`;
}

function rowsOf({ entries, generator }: ScoredView): readonly Row[] {
  const above = entries.filter(({ gain }) => gain.mean > 0).length;
  return [...entries.slice(0, above), { generator }, ...entries.slice(above)];
}

/** What a column says of entries, and of G0 where that is not nothing. */
function column(
  title: string,
  weight: number,
  ofEntry: (entry: ScoredEntry) => string,
  { isNumber = true, ofGenerator = () => "" }: Partial<ColumnChoice> = {},
): Column {
  const text = (row: Row) => ("entry" in row ? ofEntry(row) : ofGenerator(row.generator));
  return { title, weight, isNumber, text };
}

interface ColumnChoice {
  readonly isNumber: boolean;
  ofGenerator(generator: ScoredView["generator"]): string;
}

/** `failed` only where something has. */
function columnsOf({ metric }: TaskAbout, { entries }: ScoredView): readonly Column[] {
  const value = formatterOf(metric.format);
  const gain = gainFormatterOf(metric.format);
  const scaled = (share: number | null) => fixed(share, 2);
  const isNumber = false;
  const failed = column("failed", 9, (entry) => (entry.failed === 0 ? "" : String(entry.failed)));
  return [
    column("rank", 10, ({ rank }) => rankText(rank), { ofGenerator: () => missing }),
    column("group", 9, ({ letters }) => lettersText(letters), {
      isNumber,
      ofGenerator: ({ letters }) => lettersText(letters),
    }),
    column("entry", 10, entryText, { isNumber, ofGenerator: () => "G0" }),
    column("gain", 10, (entry) => gain(entry.gain.mean), { ofGenerator: () => gain(0) }),
    column("95 % of gain", 8, (entry) => intervalText(entry.gain, gain)),
    column("state", 7, ({ verdict }) => verdict, { isNumber }),
    column("scaled", 6, (entry) => scaled(entry.scaled?.mean ?? null), { ofGenerator: () => scaled(0) }),
    column("metric", 4, (entry) => value(entry.value.mean), {
      ofGenerator: ({ value: own }) => (own === null ? missing : value(own.mean)),
    }),
    column("division", 5, ({ division }) => division, { isNumber }),
    column("p⋆", 3, ({ pStar }) => fixed(pStar, 3)),
    ...(entries.some((entry) => entry.failed > 0) ? [failed] : []),
    column("seeds", 2, seedsText),
    column("95 % of scaled", 0, (entry) => intervalText(entry.scaled, scaled)),
    column("feedback", 1, spentText, { isNumber }),
  ];
}

function entryText({ entry, control }: ScoredEntry): string {
  const isScale = control === "floor" || control === "ceiling" || control === "everything";
  return isScale ? `${entry} (${control})` : entry;
}

/** Drops the lightest column until the rest fits; the three heaviest always stay. */
function fitting(all: readonly Column[], rows: readonly Row[], width: number): readonly Column[] {
  let kept = all;
  while (kept.length > 3 && widthOf(kept, rows) > width) {
    const lightest = Math.min(...kept.map(({ weight }) => weight));
    kept = kept.filter(({ weight }) => weight > lightest);
  }
  return kept;
}

function widthOf(columns: readonly Column[], rows: readonly Row[]): number {
  return sum(columns.map((column) => columnWidth(column, rows))) + gap.length * (columns.length - 1);
}

function columnWidth(column: Column, rows: readonly Row[]): number {
  return Math.max(column.title.length, ...rows.map((row) => column.text(row).length));
}

function tableLines(columns: readonly Column[], rows: readonly Row[], style: TextStyle): readonly string[] {
  const excess = Math.max(0, widthOf(columns, rows) - style.width);
  const widths = columns.map((column) => {
    const width = columnWidth(column, rows);
    return column.title === "entry" ? Math.max(narrowestEntry, width - excess) : width;
  });
  const cells = rows.map((row) => columns.map((column, place) => shorten(column.text(row), widths[place]!)));
  const right = columns.flatMap(({ isNumber }, place) => (isNumber ? [place] : []));
  const [header = "", ...body] = aligned([columns.map(({ title }) => title), ...cells], right).split("\n");
  return [
    style.colour ? styleText("underline", header, plain) : header,
    ...body.map((line, place) => painted(line, rows[place]!, style)),
  ];
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

const plain = { validateStream: false };

function painted(line: string, row: Row, { colour }: TextStyle): string {
  if (!colour) return line;
  if ("entry" in row && row.failed > 0) return styleText("red", line, plain);
  return "entry" in row && row.control === null ? line : styleText("dim", line, plain);
}

function bold(text: readonly string[], { colour }: TextStyle): readonly string[] {
  return colour ? text.map((line) => styleText("bold", line, plain)) : text;
}

function notesText({ notes, unscored }: TaskAbout): readonly string[] {
  return unscored.length === 0 ? notes : [...notes, unscoredText(unscored)];
}

/** Breaks at spaces; a longer word is broken where the line ends. */
function wrap(text: string, { width }: TextStyle): readonly string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(" ", width);
  const end = space > 0 ? space : width;
  return [text.slice(0, end), ...wrap(text.slice(end).trimStart(), { width, colour: false })];
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
