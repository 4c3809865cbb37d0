/** `npm run test:site`: every kind of page, in a real Chromium, in both colours and at four widths, by axe; every page by a validator of HTML. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import type { BrowserContextOptions } from "playwright-core";
import { type Browser, colorSchemes, startBrowser } from "./fixture/browser.ts";
import { pagesOf } from "./fixture/pages.ts";
import { serve } from "./fixture/server.ts";
import { base, type MadeSite, makeSite } from "./fixture/site.ts";

let site: MadeSite;
before(async () => {
  site = await makeSite();
});
after(() => site?.remove());

const kinds = [
  "",
  "board/",
  "compare/",
  "runs/",
  "tasks/made-mixture/",
  "tasks/made-mixture/one-round-replace/",
  "tasks/made-mixture@lm/",
  "smoke/tasks/made-summaries/",
  "submissions/",
  "submissions/noisy-oracle/",
  "runs/made-mixture/strong-verifier/",
  "quality/",
  "changes/",
  "queue/",
  "about/",
  "method/",
  "submit/",
  "404.html",
];
const axe = readFileSync(path.join(import.meta.dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Runs in the page. */
const unfold = 'for (const details of document.querySelectorAll("details")) details.open = true;';
const widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

test("axe finds nothing on any kind of page, in both colours, at three widths, filters unfolded", async () => {
  await onEveryKind({ bypassCSP: true }, async ({ page, faults }, address) => {
    await page.addScriptTag({ content: axe });
    for (const colorScheme of colorSchemes) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 900, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        const found = await page.evaluate<readonly Violation[]>(
          `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations)`,
        );
        assert.deepEqual(found.map(violationText), [], `${address} at ${width}, ${colorScheme}`);
      }
    }
    assert.deepEqual(faults, [], address);
  });
});

function violationText({ id, nodes }: Violation): string {
  const places = nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3);
  return `${id}: ${places.join(" | ")}`;
}

test("no kind of page scrolls sideways at 320, 375, 900 and 1440, unfolded", async () => {
  await onEveryKind({}, async ({ page }, address) => {
    for (const width of [320, 375, 900, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const [wide, room] = await page.evaluate<readonly [number, number]>(widths);
      assert.ok(wide <= room, `${address} at ${width}: ${wide}`);
    }
  });
});

type Opened = Awaited<ReturnType<Browser["open"]>>;

/** Opens a page of every kind once, unfolded, as many at a time as there are cores. */
async function onEveryKind(
  options: BrowserContextOptions,
  look: (opened: Opened, address: string) => Promise<void>,
): Promise<void> {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  // One for all: whoever comes takes the next.
  const open = kinds.values();
  async function lookOn(): Promise<void> {
    for (const address of open) {
      await using opened = await browser.open(`${server.origin}${base}${address}`, options);
      await opened.page.evaluate(unfold);
      await look(opened, address);
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lookOn));
}

test("every page is valid HTML", async () => {
  const validator = new HtmlValidate({
    root: true,
    extends: ["html-validate:standard"],
    rules: {
      // A doctype in lower case, attributes without quotes and the rest of what only concerns who writes by hand.
      "doctype-style": "off",
      "attr-quotes": "off",
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      "no-trailing-whitespace": "off",
      "void-style": "off",
      "long-title": "off",
      "no-inline-style": "error",
      // Two pages of a nonce are not served: the policy has none.
      "require-csp-nonce": "off",
      // The site's own files come with the page, from the same place.
      "require-sri": "off",
      "valid-id": ["error", { relaxed: true }],
      // Regions that scroll must take the focus (WCAG 2.1.1), and have a name where they are landmarks.
      "prefer-native-element": "off",
      "no-redundant-aria-label": "off",
      "tel-non-breaking": "off",
    },
  });
  for (const { address, html } of pagesOf(site.out)) {
    const { results } = await validator.validateString(html);
    const told = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, column }) => `${ruleId} ${line}:${column} ${message}`),
    );
    assert.deepEqual(told.slice(0, 5), [], address);
  }
});
