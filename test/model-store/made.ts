/** Folders with tiny models as publishers lay them out, and a hub on this machine that has one. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { importModel } from "../../harness/model-store/index.ts";
import { testFolder } from "../inbound/folder.ts";
import { type Answer, serve, status, whole } from "../inbound/server.ts";
import { type TinyModel, writeTinyModel } from "../models/llama-folder.ts";

export const LICENCE = "Tiny Model Licence\n\nUse it as you like.\n";
const CARD = "---\nlicense: apache-2.0\nlanguage: en\n---\n# A tiny model\n";

/** A folder with a model, its card and its licence, and files that are no part of it. */
export async function publishedModel(t: TestContext, model: TinyModel = {}): Promise<string> {
  const folder = join(await testFolder(t), "Tiny_Model");
  await writeTinyModel(folder, model);
  await writeFile(join(folder, "README.md"), CARD);
  await writeFile(join(folder, "LICENSE"), LICENCE);
  await writeFile(join(folder, "pytorch_model.bin"), "older weights");
  return folder;
}

/** A store beside it, and what importing into it takes. */
export function intoStore(folder: string) {
  const told: string[] = [];
  const modelsDir = join(folder, "..", "models");
  const confirm = async (terms: string) => told.push(terms) > 0;
  const options = { source: folder, modelsDir, confirm, progress: (line: string) => void told.push(line) };
  return { ...options, told, run: (more = {}) => importModel({ ...options, ...more }) };
}

export const REPOSITORY = "Somebody/Tiny_Model";
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** A hub with one repository: large files by SHA-256, the others as git names them. `answers` stand in place of whole files. */
export async function hubWith(
  t: TestContext,
  folder: string,
  answers: Readonly<Record<string, readonly Answer[]>> = {},
) {
  const bodies = new Map<string, Buffer>();
  for (const name of await readdir(folder)) bodies.set(name, await readFile(join(folder, name)));
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const server = await serve(t, (request, response) => {
    const path = request.url ?? "";
    authorizations.push(request.headers.authorization);
    const name = path.replace(`/${REPOSITORY}/resolve/${COMMIT}/`, "");
    const body = bodies.get(name);
    if (body !== undefined) {
      asked.push(request.headers.range === undefined ? name : `${name} ${request.headers.range}`);
      return (left.get(name)?.shift() ?? whole(body))(request, response);
    }
    if (path === `/api/models/${REPOSITORY}/revision/main`)
      return void response.end(
        JSON.stringify({ sha: COMMIT, cardData: { license: "apache-2.0" }, tags: [] }),
      );
    const page = /\/tree\/[0-9a-f]{40}(?:\?cursor=(\d))?$/.exec(path);
    if (page === null) return status(404)(request, response);
    const tree = [...bodies].map(([file, content]) => entryOf(file, content));
    const isFirst = page[1] === undefined;
    if (isFirst) response.setHeader("link", `<https://elsewhere.invalid${path}?cursor=2>; rel="next"`);
    response.end(JSON.stringify(isFirst ? tree.slice(0, 4) : tree.slice(4)));
  });
  return { hub: server.origin, bodies, asked, authorizations };
}

function entryOf(path: string, body: Buffer) {
  const oid = createHash("sha1").update(`blob ${body.length}\0`).update(body).digest("hex");
  const own = { type: "file", path, size: body.length, oid };
  if (!path.endsWith(".safetensors")) return own;
  const lfs = { oid: createHash("sha256").update(body).digest("hex"), size: body.length, pointerSize: 130 };
  return { ...own, lfs };
}
