/** Text as it is printed on a terminal: with ordinary blanks, which programs that read it expect. */
export function withPlainBlanks(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

/** Rows as aligned columns, two spaces apart; the columns named in `right` are aligned to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  const pad = (text: string, column: number) =>
    right.includes(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return withPlainBlanks(rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n"));
}
