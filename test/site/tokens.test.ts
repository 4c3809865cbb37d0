import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const file = path.join(import.meta.dirname, "..", "..", "site", "src", "styles", "tokens.css");
const pattern = /--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g;
const colours = new Map(
  [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
);
const texts = ["ink", "ink-soft", "link", "warn"];
const lines = ["rule-strong", "focus", ...[1, 2, 3, 4, 5, 6].map((number) => `series-${number}`)];

for (const scheme of ["light", "dark"] as const) {
  for (const ground of ["paper", "paper-raised"]) {
    test(`text on ${ground} has a contrast of 4.5 or better in ${scheme} (WCAG 2.2, 1.4.3)`, () => {
      for (const name of texts) atLeast(4.5, name, ground, scheme);
    });
    test(`lines and marks on ${ground} have a contrast of 3 or better in ${scheme} (WCAG 2.2, 1.4.11)`, () => {
      for (const name of lines) atLeast(3, name, ground, scheme);
    });
  }
}

function atLeast(least: number, name: string, ground: string, scheme: "light" | "dark"): void {
  const ratio = contrast(colours.get(name)![scheme], colours.get(ground)![scheme]);
  assert.ok(ratio >= least, `--${name} on --${ground}: ${ratio.toFixed(2)}`);
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function linear(share: number): number {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
