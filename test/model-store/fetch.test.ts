import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type FetchModelOptions, fetchModel, verifyModel } from "../../harness/model-store/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { type Answer, broken, rangeless, serve, short, silent, status } from "../inbound/server.ts";
import { COMMIT, hubWith, intoStore, publishedModel, REPOSITORY } from "./made.ts";

const WEIGHTS = "model.safetensors";

async function fetching(
  t: TestContext,
  answers: (body: Buffer) => readonly Answer[] = () => [],
  more: Partial<FetchModelOptions> = {},
) {
  const folder = await publishedModel(t);
  const plain = await hubWith(t, folder);
  const server = await hubWith(t, folder, { [WEIGHTS]: answers(plain.bodies.get(WEIGHTS)!) });
  const { modelsDir, confirm, progress, told } = intoStore(folder);
  const options = { model: REPOSITORY, modelsDir, hub: server.hub, confirm, progress, pauseMs: 1, ...more };
  const weights = () => server.asked.filter((name) => name.startsWith(WEIGHTS));
  return {
    ...server,
    folder,
    modelsDir,
    told,
    weights,
    run: (other = {}) => fetchModel({ ...options, ...other }),
  };
}

test("a model comes over whole, is checked and stored; its licence is shown first, and weights come last", async (t) => {
  const { run, modelsDir, told, asked, authorizations } = await fetching(t);
  const info = await run();
  assert.match(
    told[0]!,
    /Somebody\/Tiny_Model at 0123456789ab.*\nLicence on the model's card: apache-2\.0.*\nRead .*LICENSE/,
  );
  assert.deepEqual([info.name, info.origin], ["tiny-model", `${REPOSITORY}@${COMMIT}`]);
  assert.equal((await verifyModel(modelsDir, "tiny-model")).sha256, info.sha256);
  assert.deepEqual(await readdir(modelsDir), ["tiny-model"]);
  assert.equal(asked.at(-1), WEIGHTS);
  assert.ok(!asked.includes("pytorch_model.bin"));
  assert.deepEqual([...new Set(authorizations)], [undefined]);
});

test("nothing is downloaded until the licence is accepted", async (t) => {
  const { run, modelsDir, asked } = await fetching(t);
  await assert.rejects(run({ confirm: async () => false }), failsWith("licence-not-confirmed"));
  assert.deepEqual(asked, []);
  assert.ok(!existsSync(modelsDir));
});

test("a download that breaks goes on by itself from the last byte", async (t) => {
  const { run, weights } = await fetching(t, (body) => [broken(body, 900), short(body, 100)]);
  await run();
  assert.match(weights()[1]!, /bytes=900-$/);
});

test("a fetch that gives up keeps what came, and the next one asks for the rest alone", async (t) => {
  const { run, modelsDir, asked } = await fetching(t, (body) => [
    short(body, 5000),
    ...Array(4).fill(status(503)),
  ]);
  await assert.rejects(run(), failsWith("download-interrupted", /continues where it stopped/));
  assert.ok(existsSync(join(modelsDir, `.download-tiny-model@${COMMIT}`, `${WEIGHTS}.part`)));
  const before = asked.length;
  await run();
  assert.deepEqual(asked.slice(before), [`${WEIGHTS} bytes=5000-`]);
  assert.deepEqual(await readdir(modelsDir), ["tiny-model"]);
});

test("a server that stalls is asked again", async (t) => {
  const { run, weights } = await fetching(t, (body) => [silent(body, 700)], { stallMs: 1000 });
  await run();
  assert.match(weights()[1]!, /bytes=700-$/);
});

test("bytes that are too many or not those promised are never stored", async (t) => {
  const longer = await fetching(t, (body) => Array(4).fill(rangeless(Buffer.concat([body, body]))));
  await assert.rejects(longer.run(), failsWith("download-interrupted", /expected|received|bytes/));
  const other = await fetching(t, (body) => [rangeless(Buffer.from(body).fill(1, 500, 600))]);
  await assert.rejects(other.run(), failsWith("download-corrupt", /SHA-256/));
  await other.run();
  const small = await fetching(t, () => []);
  const strange = await hubWith(t, small.folder, { "config.json": [rangeless(Buffer.from("{}"))] });
  await assert.rejects(small.run({ hub: strange.hub }), failsWith("download-corrupt", /git's SHA-1/));
});

test("a file that is gone, and one that asks for an account, are told apart", async (t) => {
  const gone = await fetching(t, () => [status(404)]);
  await assert.rejects(gone.run(), failsWith("download-refused", /404.*may have moved.*model import/));
  const closed = await fetching(t, () => [status(401)]);
  await assert.rejects(closed.run(), failsWith("download-refused", /401.*token/));
  await closed.run({ token: "abc" });
  assert.equal(closed.authorizations.at(-1), "Bearer abc");
});

test("no network, another server, and a repository without such weights are each said", async (t) => {
  const { run, folder } = await fetching(t);
  await assert.rejects(run({ hub: "http://127.0.0.1:9" }), failsWith("download-no-network", /model import/));
  const page = await serve(t, (_, response) => void response.end("<html>"));
  await assert.rejects(run({ hub: page.origin }), failsWith("hub-unexpected-answer"));
  const { bodies } = await hubWith(t, folder);
  const bare = await serve(t, (request, response) => {
    const isTree = request.url?.includes("/tree/");
    const files = [...bodies.keys()].filter((name) => name !== WEIGHTS);
    const tree = files.map((path) => ({ type: "file", path, size: 1, oid: COMMIT }));
    response.end(JSON.stringify(isTree ? tree : { sha: COMMIT }));
  });
  await assert.rejects(run({ hub: bare.origin }), failsWith("model-no-safetensors", /pytorch_model\.bin/));
  await assert.rejects(run({ model: "tiny" }), failsWith("model-not-on-offer"));
});

test("a model of another kind is refused before any weight is asked for, and nothing is left", async (t) => {
  const folder = await publishedModel(t, { config: { architectures: ["MambaForCausalLM"] } });
  const { hub, asked } = await hubWith(t, folder);
  const { modelsDir, confirm, progress } = intoStore(folder);
  await assert.rejects(
    fetchModel({ model: REPOSITORY, modelsDir, hub, confirm, progress }),
    failsWith("language-model", /MambaForCausalLM/),
  );
  assert.ok(!asked.includes(WEIGHTS));
  assert.deepEqual(await readdir(modelsDir), []);
});
