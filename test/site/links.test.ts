import assert from "node:assert/strict";
import { test } from "node:test";
import { link, relativeLink, withRelativeLinks } from "../../site/src/links.ts";

test("a link from the root is made relative to its page, folders with their index.html", () => {
  assert.equal(relativeLink("/", ""), "index.html");
  assert.equal(relativeLink("/tasks/news/", ""), "../../index.html");
  assert.equal(relativeLink("/tasks/news/", "tasks/news/#board"), "../../tasks/news/index.html#board");
  assert.equal(relativeLink("/compare/", "board.json"), "../board.json");
  assert.equal(relativeLink("/board/", "compare/?entry=a/b"), "../compare/index.html?entry=a/b");
});

test("links of tags are made relative, and text that looks like one is left alone", () => {
  const page = `<a href="${link("x/")}">href="/x/"</a><img src="/i.png"><a href="https://e.org/">e</a><code>&lt;a href="/x/"></code>`;
  assert.equal(
    withRelativeLinks(page, "/a/b/"),
    '<a href="../../x/index.html">href="/x/"</a><img src="../../i.png"><a href="https://e.org/">e</a><code>&lt;a href="/x/"></code>',
  );
});
