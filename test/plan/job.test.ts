import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readJob, writeJob } from "../../harness/plan/job.ts";
import type { ModelOrigin } from "../../harness/task/index.ts";
import { failsWith, testFolder } from "../inbound/folder.ts";

const places = { root: "..", results: "results", cache: "cache" };
const job = {
  ...places,
  device: "cpu",
  isolation: "auto" as const,
  replaces: {},
  cells: ["toy/smoke/random/0"],
};
const server = { form: "server", address: "http://127.0.0.1:8000/v1" } as const;

const origins: Readonly<Record<string, readonly [ModelOrigin, (folder: string) => ModelOrigin]>> = {
  "a folder with a GGUF file that judges": [
    { form: "hub", folder: "base", verifier: { form: "gguf", file: "judge.gguf" } },
    (at) => ({
      form: "hub",
      folder: join(at, "base"),
      verifier: { form: "gguf", file: join(at, "judge.gguf") },
    }),
  ],
  "a trainer with a server that judges": [
    { form: "trainer", folder: "base", command: "transformers", workDir: "work", verifier: server },
    (at) => ({
      ...{ form: "trainer", folder: join(at, "base"), command: "transformers" },
      ...{ workDir: join(at, "work"), verifier: server },
    }),
  ],
  "a server": [server, () => server],
  "a GGUF file": [{ form: "gguf", file: "g0.gguf" }, (at) => ({ form: "gguf", file: join(at, "g0.gguf") })],
};

for (const [what, [written, read]] of Object.entries(origins))
  test(`a job on ${what} is read as it was written, with places relative to its file`, async (t) => {
    const folder = await testFolder(t);
    const file = join(folder, "job.json");
    await writeJob({ ...job, model: { name: "base", origin: written } }, file);
    const { model } = readJob(file).job;
    assert.deepEqual(JSON.parse(JSON.stringify(model)), { name: "base", origin: read(folder) });
  });

test("a job with a verifier that is to be trained is refused with file and field", async (t) => {
  const file = join(await testFolder(t), "job.json");
  const origin = { form: "hub", folder: "base", verifier: { form: "hub", folder: "judge" } };
  await writeFile(file, JSON.stringify({ schema: 1, ...job, model: { name: "base", origin } }));
  assert.throws(() => readJob(file), failsWith("job-invalid-union", /model.*origin/s));
});
