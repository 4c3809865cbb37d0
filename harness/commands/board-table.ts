import { styleText } from "node:util";
import type { Board, ScoredEntry, TaskAbout } from "../board/index.ts";
import {
  columns as aligned,
  feedbackText,
  fixed,
  formatterOf,
  intervalText,
  rankText,
  seedsText,
  tieGroupName,
  unscoredText,
} from "../format/index.ts";

export interface TextStyle {
  /** Longest line, in characters; `Infinity` for no limit. */
  readonly width: number;
  readonly colour: boolean;
}

/** A column: `weight` says how long it stays when the terminal is narrow; `isNumber` aligns to the right. */
interface Column {
  readonly title: string;
  readonly weight: number;
  readonly isNumber: boolean;
  text(entry: ScoredEntry): string;
}

const gap = "  ";
const narrowestEntry = 6;
/** Rank, a shortened entry and its final score need about this much. */
const narrowest = 24;

/** Every task's table, at least 24 columns wide, with what a reader must know below it. */
export function boardText(board: Board, { width, colour }: TextStyle): string {
  const style = { width: Math.max(narrowest, width), colour };
  const tasks = Object.entries(board.tasks);
  if (tasks.length === 0) return `No task has a board at tier ${board.tier}.\n`;
  return tasks.map(([task, entries]) => taskText(board, task, entries, style)).join("\n");
}

function taskText(board: Board, task: string, entries: readonly ScoredEntry[], style: TextStyle): string {
  const about = board.about[task]!;
  const heading = wrap(
    `${about.title}, tier ${board.tier}: ${about.metric.title}, regime ${about.regime}`,
    style,
  );
  if (entries.length === 0)
    return lines([
      ...bold(heading, style),
      ...wrap(`No results yet. ${notesText(about).join(" ")}`.trim(), style),
    ]);
  const columns = columnsOf(about);
  const kept = fitting(columns, entries, style.width);
  const left = columns.filter((column) => !kept.includes(column)).map(({ title }) => title);
  const notes = left.length > 0 ? [`No room for: ${left.join(", ")}.`] : [];
  return lines([
    ...bold(heading, style),
    ...tableLines(kept, entries, style),
    ...[...notes, ...notesText(about)].flatMap((note) => wrap(note, style)),
  ]);
}

function columnsOf({ metric }: TaskAbout): readonly Column[] {
  const score = formatterOf(metric.format);
  const scaled = (value: number | null) => fixed(value, 2);
  return [
    { title: "rank", weight: 10, isNumber: true, text: ({ rank }) => rankText(rank) },
    { title: "tie", weight: 8, isNumber: false, text: ({ tieGroup }) => tieGroupName(tieGroup) },
    { title: "entry", weight: 10, isNumber: false, text: entryText },
    { title: "division", weight: 7, isNumber: false, text: ({ division }) => division },
    { title: "seeds", weight: 4, isNumber: true, text: seedsText },
    { title: "first", weight: 2, isNumber: true, text: ({ first }) => score(first.mean) },
    { title: "final", weight: 10, isNumber: true, text: ({ final }) => score(final.mean) },
    { title: "95 % of final", weight: 3, isNumber: true, text: ({ final }) => intervalText(final, score) },
    { title: "scaled", weight: 9, isNumber: true, text: (entry) => scaled(entry.scaled?.mean ?? null) },
    {
      title: "95 % of scaled",
      weight: 5,
      isNumber: true,
      text: (entry) => intervalText(entry.scaled, scaled),
    },
    { title: "feedback", weight: 1, isNumber: false, text: ({ feedback }) => feedbackText(feedback) },
    { title: "p⋆", weight: 0, isNumber: true, text: ({ pStar }) => fixed(pStar, 3) },
    { title: "failed", weight: 6, isNumber: true, text: ({ failed }) => String(failed) },
  ];
}

function entryText({ entry, control }: ScoredEntry): string {
  return control === "floor" || control === "ceiling" ? `${entry} (${control})` : entry;
}

/** Drops the lightest column until the rest fits; the three heaviest always stay. */
function fitting(all: readonly Column[], entries: readonly ScoredEntry[], width: number): readonly Column[] {
  let kept = all;
  while (kept.length > 3 && widthOf(kept, entries) > width) {
    const lightest = Math.min(...kept.map(({ weight }) => weight));
    kept = kept.filter(({ weight }) => weight > lightest);
  }
  return kept;
}

function widthOf(columns: readonly Column[], entries: readonly ScoredEntry[]): number {
  return sum(columns.map((column) => columnWidth(column, entries))) + gap.length * (columns.length - 1);
}

function columnWidth(column: Column, entries: readonly ScoredEntry[]): number {
  return Math.max(column.title.length, ...entries.map((entry) => column.text(entry).length));
}

function tableLines(
  columns: readonly Column[],
  entries: readonly ScoredEntry[],
  style: TextStyle,
): readonly string[] {
  const excess = Math.max(0, widthOf(columns, entries) - style.width);
  const widths = columns.map((column) => {
    const width = columnWidth(column, entries);
    return column.title === "entry" ? Math.max(narrowestEntry, width - excess) : width;
  });
  const rows = entries.map((entry) =>
    columns.map((column, place) => shorten(column.text(entry), widths[place]!)),
  );
  const right = columns.flatMap(({ isNumber }, place) => (isNumber ? [place] : []));
  const [header = "", ...body] = aligned([columns.map(({ title }) => title), ...rows], right).split("\n");
  return [
    style.colour ? styleText("underline", header, plain) : header,
    ...body.map((line, place) => painted(line, entries[place]!, style)),
  ];
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

const plain = { validateStream: false };

function painted(line: string, { failed, control }: ScoredEntry, { colour }: TextStyle): string {
  if (!colour) return line;
  if (failed > 0) return styleText("red", line, plain);
  return control === null ? line : styleText("dim", line, plain);
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
