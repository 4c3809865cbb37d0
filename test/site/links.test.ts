import assert from "node:assert/strict";
import { test } from "node:test";
import { linkUnder } from "../../site/src/links.ts";

test("a link lies under the base path, however its slashes are written", () => {
  assert.equal(linkUnder("/", ""), "/");
  assert.equal(linkUnder("/", "tasks/news/"), "/tasks/news/");
  assert.equal(linkUnder("/bench", "tasks/news/"), "/bench/tasks/news/");
  assert.equal(linkUnder("/bench/", "/tasks/news/"), "/bench/tasks/news/");
  assert.equal(linkUnder("/a/b/", ""), "/a/b/");
});
