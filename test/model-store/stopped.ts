import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { program } from "../commands/fixture/checkout.ts";
import { silent } from "../inbound/server.ts";
import { COMMIT, hubWith, intoStore, publishedModel, REPOSITORY } from "./made.ts";

function begin(t: TestContext, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error("it did not come to pass within 30 s");
}

test("an import that is stopped leaves nothing behind, and what a killed one leaves goes with the next", async (t) => {
  const folder = await publishedModel(t);
  const { modelsDir, run } = intoStore(folder);
  // A pipe that nobody writes to: the import waits there, with its work half done.
  const pipe = join(folder, "vocab.json");
  await execa("mkfifo", [pipe]);
  const args = ["model", "import", folder, "--accept-licence", "--cache", join(modelsDir, "..")];
  for (const [signal, left] of [
    ["SIGTERM", []],
    ["SIGKILL", [".work-tiny-model"]],
  ] as const) {
    const child = begin(t, args);
    await until(() => existsSync(join(modelsDir, ".work-tiny-model", "fresh", "files-a", "tokenizer.json")));
    child.kill(signal);
    await once(child, "close");
    assert.deepEqual(await readdir(modelsDir), left);
  }
  await rm(pipe);
  await run({ name: "another" });
  assert.deepEqual(await readdir(modelsDir), ["another"]);
});

test("a fetch that is stopped goes on in another process", async (t) => {
  const folder = await publishedModel(t);
  const { bodies } = await hubWith(t, folder);
  const weights = bodies.get("model.safetensors")!;
  const { hub, asked } = await hubWith(t, folder, { "model.safetensors": [silent(weights, 3000)] });
  const { modelsDir } = intoStore(folder);
  const cache = ["--cache", join(modelsDir, "..")];
  const args = ["model", "fetch", REPOSITORY, "--hub", hub, "--accept-licence", ...cache];
  const child = begin(t, args);
  const part = join(modelsDir, `.download-tiny-model@${COMMIT}`, "model.safetensors.part");
  await until(() => existsSync(part));
  await sleep(100);
  child.kill("SIGTERM");
  await once(child, "close");
  const { stdout } = await execa(process.execPath, [program, ...args]);
  assert.match(stdout, /^tiny-model: LlamaForCausalLM, [\d,]+ parameters in float32/);
  assert.equal(asked.at(-1), "model.safetensors bytes=3000-");
  const listed = await execa(process.execPath, [program, "model", "list", ...cache]);
  assert.match(listed.stdout, /^tiny-model .*Somebody\/Tiny_Model@0123456789abcdef.* apache-2\.0$/);
});
