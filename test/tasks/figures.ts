import assert from "node:assert/strict";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Figure } from "../../harness/figure/index.ts";
import { seriesColours } from "../../site/src/figures/theme.ts";

/** Holds that each figure is a Vega-Lite specification that compiles without a warning, on rows that the site can draw. */
export function assertDrawable(figures: readonly Figure[]): void {
  assert.equal(new Set(figures.map(({ name }) => name)).size, figures.length, "names are unique");
  for (const { name, spec, rows } of figures) {
    assert.deepEqual(warningsOf(spec, rows), [], name);
    assert.ok(rows.length > 0 && rows.length < 500);
    const values = rows.flatMap((row) => Object.values(row));
    assert.ok(values.every((value) => typeof value !== "number" || Number.isFinite(value)));
    assert.ok(coloured(spec).length <= seriesColours.length, `${name}: two series would share a colour`);
    assert.ok(!("background" in spec) && !("config" in spec), "colours of text and ground are the page's");
  }
}

/** What a figure tells apart by colour. */
function coloured({ encoding }: Figure["spec"]): readonly string[] {
  const { color } = encoding as { readonly color?: { readonly sort: readonly string[] } };
  return color?.sort ?? [];
}

function warningsOf(spec: Figure["spec"], rows: Figure["rows"]): readonly unknown[] {
  const warnings: unknown[] = [];
  const level = () => logger;
  const keep = (...words: readonly unknown[]) => {
    warnings.push(...words);
    return logger;
  };
  const silent = () => logger;
  const logger = { level, warn: keep, error: keep, info: silent, debug: silent } as never;
  compile({ ...spec, data: { values: rows } } as unknown as TopLevelSpec, { logger });
  return warnings;
}
