/**
 * Figures of what many records say together, one file for each table and those that are read with it.
 * In: the tables of harness/analysis, and the entries in the order of the board. Out: specifications with their rows.
 */
import type { Table } from "../../../../harness/analysis/index.ts";
import type { Figure } from "../../../../harness/figure/index.ts";
import { shownEntries } from "../rounds.ts";
import { type AnalysedTask, type Drawn, mostLines, type Rows } from "./contract.ts";
import { definitions } from "./definitions.ts";
import { price } from "./price.ts";
import { theorem, theoremRounds } from "./theorem.ts";
import { verifiers } from "./verifiers.ts";

const drawn: Readonly<Record<string, Drawn>> = {
  price,
  verifiers,
  theorem,
  "theorem-rounds": theoremRounds,
  definitions,
};

/** The figures of a task's tables, by the tables' names; a table without rows has none. */
export function analysisFigures(tables: readonly Table[], task: AnalysedTask): ReadonlyMap<string, Figure> {
  return new Map(
    tables.flatMap((table) => {
      const draw = drawn[table.name];
      const rows = draw === undefined ? [] : draw.rowsOf(table.rows, task);
      if (draw === undefined || rows.length === 0) return [];
      const { name, title, caption } = table;
      const whole = `${caption.replaceAll("`", "")} ${draw.says}${isPart(table.rows, task) ? partText : ""}`;
      return [[name, { name, title, caption: whole, spec: draw.specOf(rows, task), rows }]];
    }),
  );
}

const partText = " Shown are the controls and the best of the others; the table has all.";

/** Whether there are more entries than a figure shows. */
function isPart(rows: Rows, { entries }: AnalysedTask): boolean {
  return "entry" in (rows[0] ?? {}) && shownEntries(entries, mostLines).length < entries.length;
}
