import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type BuiltPage, filesOf, pagesOf } from "../fixture/pages.ts";
import { type MadeSite, sharedSite } from "../fixture/site.ts";

let site: MadeSite;
let files: readonly string[];
let pages: ReadonlyMap<string, BuiltPage>;

before(async () => {
  site = await sharedSite();
  files = filesOf(site.out);
  pages = new Map(pagesOf(site.out).map((page) => [page.address, page]));
});

const jsonIn = (folder: string, name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, name), "utf8"));

test("every internal link leads to a page, file or heading that exists", () => {
  for (const { address, targets, ids } of pages.values()) {
    assert.equal(new Set(ids).size, ids.length, `ids repeat on ${address}`);
    for (const target of targets.filter((found) => !/^https?:/.test(found))) assertLeads(address, target);
  }
});

function assertLeads(from: string, target: string): void {
  const [place, fragment] = target.split("#") as [string, string | undefined];
  const name = place === "" ? from : place.replace(/\?.*$/, "");
  assert.ok(pages.has(name) || files.includes(name), `${from} links to ${target}, which does not exist`);
  if (fragment !== undefined)
    assert.ok(pages.get(name)?.ids.includes(fragment), `${from}: ${target} has no such place`);
}

test("pages run scripts of the site's own only, have no styles of their own, and load nothing from elsewhere", () => {
  for (const { html, address } of pages.values()) {
    assert.doesNotMatch(html, /<style|\sstyle="|<iframe|\son[a-z]+="|javascript:/i, address);
    assert.doesNotMatch(
      html,
      /<(link rel="(?!canonical)|img|source|object|embed|script)[^>]*(href|src|srcset|data)="(https?:)?\/\//i,
      address,
    );
    for (const [script] of html.matchAll(/<script[^>]*>/g))
      assert.match(
        script,
        / src="(\.\.\/)*((smoke\/)?data|script)\/[^":]+\.js"| type="application\/ld\+json"/,
        `${address}: ${script}`,
      );
    assert.match(
      html,
      /Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'/,
      address,
    );
  }
  for (const name of files.filter((found) => found.endsWith(".css")))
    assert.doesNotMatch(readFileSync(path.join(site.out, name), "utf8"), /@import|url\((?!["']?data:)/);
  for (const name of files.filter((found) => found.endsWith(".js")))
    assert.match(name, /^((smoke\/)?data|script)\//);
});

test("every page has a language, a title, one main heading, a description and a skip link to its content", () => {
  const titles = [...pages.values()].map(({ html }) => /<title>(.*?)<\/title>/.exec(html)?.[1]);
  assert.ok(titles.every((title) => title !== undefined && title !== ""));
  for (const { html, address } of pages.values()) {
    assert.match(html, /<html lang="en"/, address);
    assert.match(html, /<meta name="description" content="[^"]+/, address);
    assert.match(html, /<a class="skip" href="#content"/, address);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1, address);
  }
});

test("the published schemas accept the records and manifests that are read, and refuse others", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const record = ajv.compile(jsonIn(site.out, "schemas/record-4.json"));
  const manifest = ajv.compile(jsonIn(site.out, "schemas/manifest-1.json"));
  const made = jsonIn(site.checkout.results, "standard/made-mixture/clean/0.json");
  assert.ok(record(made), ajv.errorsText(record.errors));
  assert.ok(!record({ ...made, fingerprint: "short" }));
  assert.ok(!record({ ...made, extra: 1 }));
  const {
    params: _params,
    variants: _variants,
    ...written
  } = jsonIn(site.checkout.root, "submissions/clean/submission.yaml");
  assert.ok(manifest(written), ajv.errorsText(manifest.errors));
  assert.ok(!manifest({ ...written, division: "best" }));
});
