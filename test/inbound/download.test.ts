import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BenchError } from "../../harness/errors/index.ts";
import { download } from "../../harness/inbound/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith, testFolder } from "./folder.ts";
import { type Answer, broken, rangeless, serve, short, silent, status, whole } from "./server.ts";

const stream = randomStream("test", "download");
const body = Buffer.from(Uint8Array.from({ length: 200_000 }, () => stream.integer(256)));
const checksum = { kind: "sha256", digest: createHash("sha256").update(body).digest("hex") } as const;
const byHand = "fetch it by hand";

async function start(t: TestContext, ...answers: readonly Answer[]) {
  const server = await serve(t, ...answers);
  const target = join(await testFolder(t), "file.bin");
  const run = (options = {}) => {
    return download({
      url: `${server.origin}/file`,
      target,
      bytes: body.length,
      checksum,
      byHand,
      pauseMs: 1,
      ...options,
    });
  };
  return { ...server, target, run };
}

test("a file comes over whole in one request", async (t) => {
  const { run, target, ranges } = await start(t, whole(body));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(ranges, ["-"]);
  assert.ok(!existsSync(`${target}.part`));
});

test("a file that is there already is not asked for again", async (t) => {
  const { run, target, ranges } = await start(t, whole(body));
  await writeFile(target, body);
  await run();
  assert.deepEqual(ranges, []);
});

test("a part that lies there is not asked for again", async (t) => {
  const { run, target, ranges } = await start(t, whole(body));
  await writeFile(`${target}.part`, body.subarray(0, 70_000));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(ranges, ["bytes=70000-"]);
});

test("a download that ends too early goes on from the last byte that came", async (t) => {
  const { run, target, ranges } = await start(t, short(body, 1000), whole(body));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(ranges, ["-", "bytes=1000-"]);
});

test("a download whose connection breaks twice comes over whole", async (t) => {
  const { run, target, ranges } = await start(t, broken(body, 70_000), broken(body, 50_000), whole(body));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.equal(ranges.length, 3);
});

test("a download that cannot be finished is an error, and a later call continues it", async (t) => {
  const { run, target, ranges } = await start(t, short(body, 90_000), status(503), status(503), whole(body));
  await assert.rejects(run({ attempts: 2 }), failsWith("download-interrupted"));
  assert.equal((await stat(`${target}.part`)).size, 90_000);
  assert.ok(!existsSync(target));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.equal(ranges.at(-1), "bytes=90000-");
});

test("a server that knows no ranges sends everything again, and the file is still right", async (t) => {
  const { run, target } = await start(t, broken(body, 30_000), rangeless(body));
  await run();
  assert.deepEqual(await readFile(target), body);
});

test("a server that says nothing more is given up after the silence allowed", async (t) => {
  const { run, target, ranges } = await start(t, silent(body, 500), whole(body));
  await run({ stallMs: 1000 });
  assert.deepEqual(await readFile(target), body);
  assert.equal(ranges.length, 2);
});

test("a part that is longer than the file is started afresh", async (t) => {
  const { run, target, ranges } = await start(t, whole(body));
  await writeFile(`${target}.part`, Buffer.alloc(body.length + 5));
  await run();
  assert.deepEqual(await readFile(target), body);
  assert.deepEqual(ranges, ["-"]);
});

test("a file with another checksum is thrown away and reported, and the next call starts afresh", async (t) => {
  const other = Buffer.from(body).fill(0, 100, 200);
  const { run, target, ranges } = await start(t, whole(other), whole(body));
  await assert.rejects(run(), failsWith("download-corrupt"));
  assert.ok(!existsSync(target) && !existsSync(`${target}.part`));
  await run();
  assert.deepEqual(ranges, ["-", "-"]);
});

test("a busy server is asked again; a missing file is not", async (t) => {
  const busy = await start(t, status(503), status(429), whole(body));
  await busy.run();
  assert.equal(busy.ranges.length, 3);
  const missing = await start(t, status(404));
  await assert.rejects(missing.run(), failsWith("download-refused"));
  assert.equal(missing.ranges.length, 1);
});

test("no network is said in so many words", async (t) => {
  const target = join(await testFolder(t), "file.bin");
  const url = "http://127.0.0.1:9/file";
  const wanted = { url, target, bytes: 5, checksum, byHand, pauseMs: 1, attempts: 2 };
  await assert.rejects(download(wanted), (error) => {
    assert.ok(error instanceof BenchError);
    assert.equal(error.code, "download-no-network");
    assert.match(error.mend, /fetch it by hand/);
    return true;
  });
});
