import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { findBubblewrap } from "../../harness/strategy/program.ts";
import { startProgram } from "../../harness/strategy/start.ts";
import { withoutSandbox } from "./stage.ts";

test("a strategy is started without what the user's shell would run first", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "home-"));
  t.after(() => rm(home, { recursive: true }));
  for (const name of [".bashrc", ".profile", ".bash_profile"])
    await writeFile(path.join(home, name), 'echo from a file of the shell; touch "$HOME/ran"\n');
  const env = { HOME: home, PATH: "/usr/bin:/bin" };
  const argv = ["/bin/echo", "from the strategy"];
  const child = startProgram({ argv, cwd: home, env, further: [], entrances: [] });
  assert.equal(await text(child.stdout!), "from the strategy\n");
  assert.equal(existsSync(path.join(home, "ran")), false);
});

test("bubblewrap is the system's, whatever comes first on PATH", { skip: withoutSandbox }, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "path-"));
  const before = process.env["PATH"];
  t.after(async () => {
    process.env["PATH"] = before;
    await rm(folder, { recursive: true });
  });
  const found = findBubblewrap();
  await writeFile(path.join(folder, "bwrap"), "#!/bin/sh\n", { mode: 0o755 });
  process.env["PATH"] = `${folder}:.:${before}`;
  assert.equal(findBubblewrap(), found);
  assert.ok(path.isAbsolute(found!));
});
