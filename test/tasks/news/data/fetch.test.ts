import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parquetWriteFile } from "hyparquet-writer";
import {
  type FetchOptions,
  fetchCorpus,
  HUB_CORPORA,
  type HubCorpusName,
  loadCorpus,
} from "../../../../tasks/news/data/index.ts";
import { type Answer, broken, serve, status, whole } from "../../../inbound/server.ts";
import { failsWith, plainPairs, testFolder } from "./corpora.ts";

const pairs = plainPairs(30);

/** A small copy of the hub's interface with one corpus in three files. */
async function hubWith(t: TestContext, name: HubCorpusName, first?: Answer) {
  const { dataset, config, columns } = HUB_CORPORA[name];
  const folder = await testFolder(t);
  const bodies = new Map<string, Buffer>();
  for (const [index, split] of ["train", "validation", "test"].entries()) {
    const own = pairs.slice(index * 10, index * 10 + 10);
    const file = join(folder, `${split}.parquet`);
    const columnData = [
      { name: columns.document, data: own.map((pair) => pair.document) },
      { name: columns.summary, data: own.map((pair) => pair.summary) },
      { name: "id", data: own.map((_, place) => `${split}-${place}`) },
    ];
    parquetWriteFile({ filename: file, columnData });
    bodies.set(`${config}/${split}/0000.parquet`, await readFile(file));
  }
  let served = 0;
  const server = await serve(t, (request, response) => {
    const path = request.url ?? "";
    const file = [...bodies].find(
      ([place]) => path === `/datasets/${dataset}/resolve/refs%2Fconvert%2Fparquet/${place}`,
    );
    const split = new RegExp(
      `^/api/datasets/${dataset}/tree/refs%2Fconvert%2Fparquet/${config}/(\\w+)$`,
    ).exec(path)?.[1];
    if (file) return (served++ === 0 && first ? first : whole(file[1]))(request, response);
    if (split) return void response.end(JSON.stringify(treeOf(split)));
    if (path === `/api/datasets/${dataset}`)
      return void response.end(JSON.stringify({ tags: ["license:test-licence"] }));
    return status(404)(request, response);
  });
  function treeOf(split: string) {
    const path = `${config}/${split}/0000.parquet`;
    const body = bodies.get(path)!;
    const oid = createHash("sha256").update(body).digest("hex");
    return [
      { type: "directory", path: "old", size: 0 },
      { type: "file", path, size: body.length, lfs: { oid, size: body.length, pointerSize: 130 } },
    ];
  }
  return { hub: server.origin, bodies };
}

async function options(
  t: TestContext,
  name: string,
  hub: string,
): Promise<FetchOptions & { shown: string[] }> {
  const shown: string[] = [];
  const confirm = async (terms: string) => shown.push(terms) > 0;
  return {
    name,
    hub,
    dataDir: await testFolder(t),
    confirm,
    progress: (line) => shown.push(line),
    pauseMs: 1,
    shown,
  };
}

for (const name of Object.keys(HUB_CORPORA) as HubCorpusName[]) {
  test(`${name} is fetched, checked and stored; its terms and its card's licence are shown first`, async (t) => {
    const { hub } = await hubWith(t, name);
    const fetching = await options(t, name, hub);
    const { info } = await fetchCorpus(fetching);
    assert.equal(info.pairs, 30);
    assert.deepEqual(info.columns, HUB_CORPORA[name].columns);
    assert.match(fetching.shown[0]!, /test-licence/);
    assert.match(info.licence, /test-licence/);
    assert.equal(info.files.length, 3);
    assert.deepEqual(await readdir(fetching.dataDir), [name]);
    assert.equal((await loadCorpus(fetching.dataDir, name)).test.length, 3);
  });
}

test("nothing is downloaded until the terms are accepted", async (t) => {
  const { hub } = await hubWith(t, "xsum");
  const fetching = { ...(await options(t, "xsum", hub)), confirm: async () => false };
  await assert.rejects(fetchCorpus(fetching), failsWith("licence-not-confirmed"));
  assert.deepEqual(await readdir(fetching.dataDir), []);
});

test("a fetch whose download is truncated goes on by itself and stores the same corpus", async (t) => {
  const plain = await hubWith(t, "xsum");
  const body = plain.bodies.get("default/train/0000.parquet")!;
  const shaky = await hubWith(t, "xsum", broken(body, 700));
  const one = await fetchCorpus(await options(t, "xsum", plain.hub));
  const two = await fetchCorpus(await options(t, "xsum", shaky.hub));
  assert.equal(two.info.sha256, one.info.sha256);
});

test("a hub that cannot be reached, and one that answers something else, are told apart", async (t) => {
  await assert.rejects(
    fetchCorpus(await options(t, "xsum", "http://127.0.0.1:9")),
    failsWith("download-no-network"),
  );
  const strange = await serve(t, (_, response) => void response.end("<html>"));
  await assert.rejects(
    fetchCorpus(await options(t, "xsum", strange.origin)),
    failsWith("hub-unexpected-answer"),
  );
  const empty = await serve(
    t,
    (request, response) => void response.end(request.url?.includes("/tree/") ? "[]" : "{}"),
  );
  await assert.rejects(
    fetchCorpus(await options(t, "xsum", empty.origin)),
    failsWith("hub-unexpected-answer"),
  );
});

test("a corpus that is not on offer, or is there already, is refused before anything is asked", async (t) => {
  await assert.rejects(
    fetchCorpus(await options(t, "wikinews", "http://127.0.0.1:9")),
    failsWith("corpus-not-on-offer"),
  );
  const { hub } = await hubWith(t, "xsum");
  const fetching = await options(t, "xsum", hub);
  await fetchCorpus(fetching);
  await assert.rejects(fetchCorpus({ ...fetching, hub: "http://127.0.0.1:9" }), failsWith("corpus-exists"));
});
