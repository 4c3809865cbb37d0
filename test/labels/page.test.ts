import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { type Question, readLabels, writeForm } from "../../harness/labels/index.ts";
import { chromiumFile } from "../site/fixture/browser.ts";
import { batchOf, preference, verdictOn } from "./made.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-page-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function pageOf(question: Question): { readonly url: string; readonly count: number } {
  const batch = batchOf(question);
  const file = path.join(folder, `${question}.html`);
  writeFileSync(file, writeForm("page", batch)[0]!.text);
  return { url: pathToFileURL(file).href, count: batch.things.length };
}

test("a whole batch is labelled in a browser by keys alone, survives a reload, and comes back as it was meant", {
  skip: existsSync(chromiumFile) ? false : `there is no Chromium at ${chromiumFile}`,
}, async () => {
  await using browser = await chromium.launch({ executablePath: chromiumFile, args: ["--no-sandbox"] });
  const page = await (await browser.newContext()).newPage();
  const requested: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  const texts = () => page.locator("#outputs .text").allTextContents();
  const status = () => page.locator("#status").textContent();

  async function saved(): Promise<ReturnType<typeof readLabels>> {
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("e")]);
    const file = path.join(folder, "saved.csv");
    await download.saveAs(file);
    return readLabels(readFileSync(file, "utf8"), file);
  }

  const binary = pageOf("binary");
  await page.goto(binary.url);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ada");
  await page.keyboard.press("Tab");
  // The first one is answered wrongly, taken back and skipped.
  await page.keyboard.press((await texts())[0]!.startsWith("right") ? "w" : "r");
  assert.equal(await status(), `2 of ${binary.count}; 1 answered`);
  await page.keyboard.press("u");
  await page.keyboard.press("s");
  for (let place = 1; place < binary.count; place++) {
    if (place === 5) await page.reload();
    if (place === 5) assert.equal(await status(), `6 of ${binary.count}; 5 answered`);
    const [text] = await texts();
    await page.keyboard.press(verdictOn(text!) === "right" ? "ArrowRight" : "w");
  }
  assert.equal(await status(), `All ${binary.count} are answered: save your labels.`);
  const { judgements } = await saved();
  assert.equal(judgements.length, binary.count - 1);
  for (const { outputs, said, annotator, seconds } of judgements) {
    assert.equal(said, verdictOn(outputs[0]!.text!));
    assert.equal(annotator, "Ada");
    assert.ok(seconds !== undefined);
  }

  const pairs = pageOf("pair");
  await page.goto(pairs.url);
  for (let place = 0; place < pairs.count; place++) {
    const [left, right] = await texts();
    await page.keyboard.press(
      { left: "ArrowLeft", right: "ArrowRight", tie: "t" }[preference(left!, right!)],
    );
  }
  const compared = (await saved()).judgements;
  assert.equal(compared.length, pairs.count);
  for (const { outputs, said } of compared)
    assert.equal(said, preference(outputs[0]!.text!, outputs[1]!.text!));
  assert.deepEqual(errors, []);
  assert.deepEqual(
    new Set(requested.filter((url) => !url.startsWith("blob:"))),
    new Set([binary.url, pairs.url]),
  );
});
