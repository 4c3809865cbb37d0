import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const bench = fileURLToPath(new URL("../../harness/bench/index.ts", import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [bench, ...args], { encoding: "utf8" });

test("--help lists the suites, what they measure and the options", () => {
  for (const flag of ["--help", "-h"]) {
    const { status, stdout, stderr } = run(flag);
    assert.equal(status, 0);
    assert.equal(stderr, "");
    for (const suite of ["board", "engine", "newsroom", "protocol", "rouge"])
      assert.match(stdout, new RegExp(`^ {2}${suite} +\\S`, "m"));
    assert.match(stdout, /--case NAME/);
  }
});

test("no suite, an unknown one and an unknown option are explained, and end with 2", () => {
  for (const [args, message] of [
    [[], /there is no such suite; expected board, engine, newsroom, protocol, rouge; received nothing/],
    [["nothing-like-it"], /received nothing-like-it.*--help/],
    [["rouge", "--fast"], /these options are not understood.*--fast.*--help/],
  ] as const) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});
