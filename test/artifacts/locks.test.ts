import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execaNode } from "execa";
import { withClaim } from "../../harness/artifacts/claim.ts";
import { lockReach } from "../../harness/artifacts/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-locks-"));
after(() => rmSync(folder, { recursive: true }));
const program = path.join(import.meta.dirname, "fixtures", "computes-slowly.ts");

const refuses = path.join(import.meta.dirname, "fixtures", "refuses-locks.cjs");
const ways = {
  kernel: { COLLAPSE_BENCH_LOCKS: "kernel" },
  claims: { COLLAPSE_BENCH_LOCKS: "claims" },
  // A server whose lock service is down: nothing in the mount's options tells.
  "locks that are refused": { COLLAPSE_BENCH_LOCKS: "kernel", NODE_OPTIONS: `--require "${refuses}"` },
};

for (const [way, env] of Object.entries(ways)) {
  test(`by ${way}, several processes asking for one artifact compute it once`, async () => {
    const shared = path.join(folder, `shared-${way}`);
    const runs = await Promise.all([1, 2, 3].map(() => execaNode(program, [shared], { env })));
    assert.equal(runs.filter((run) => run.stdout.includes("computed")).length, 1);
    assert.ok(runs.every((run) => run.stdout.includes("value 42")));
    const files = readdirSync(shared, { recursive: true }).map(String);
    assert.equal(files.filter((file) => file.endsWith(".safetensors")).length, 1);
    assert.deepEqual(
      files.filter((file) => file.includes(".claim")),
      [],
    );
  });

  test(`by ${way}, what a killed process held is free at once`, async () => {
    const shared = path.join(folder, `killed-${way}`);
    const victim = execaNode(program, [shared, "forever"], { reject: false, env });
    await once(victim.stdout, "data");
    victim.kill("SIGKILL");
    await victim;
    const { stdout } = await execaNode(program, [shared], { env });
    assert.match(stdout, /computed/);
  });
}

const quick = { beatMs: 20, staleMs: 800, lookMs: 10 };

/** The file of a holder on another host, of which nothing can be seen but its file. */
function foreignClaim(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify({ token: "theirs", host: "another host", pid: 1, began: "1" }));
  return file;
}

test("somebody on another host is waited for while the file changes, whatever its clock says", async () => {
  const file = foreignClaim("alive");
  let beats = 0;
  const beat = setInterval(() => utimesSync(file, 1, ++beats), 50);
  assert.equal(await withClaim(file, false, async () => 1, quick), undefined);
  const waiting = withClaim(file, true, async () => "mine", quick);
  await sleep(1500);
  assert.ok(beats * 50 > quick.staleMs, "long enough to have been taken for dead");
  clearInterval(beat);
  rmSync(file);
  assert.deepEqual(await waiting, { value: "mine" });
  assert.ok(!existsSync(file));
});

test("somebody on another host whose file changes no more has died", async () => {
  const file = foreignClaim("dead");
  const start = performance.now();
  assert.deepEqual(await withClaim(file, true, async () => "mine", quick), { value: "mine" });
  assert.ok(performance.now() - start >= quick.staleMs);
});

test("of many that find a dead holder one at a time goes on", async () => {
  const file = foreignClaim("many");
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    most.push(++inside);
    await sleep(20);
    inside--;
  };
  // A busy machine stops this whole process for a while, its holder's beat too, and whoever looks next would take that for a death.
  const patient = { ...quick, staleMs: 4000 };
  await Promise.all(Array.from({ length: 8 }, () => withClaim(file, true, work, patient)));
  assert.equal(most.length, 8);
  assert.equal(Math.max(...most), 1);
});

test("work that fails gives its claim back", async () => {
  const file = path.join(folder, "fails");
  await assert.rejects(
    withClaim(file, true, () => Promise.reject(new Error("no")), quick),
    /no/,
  );
  assert.ok(!existsSync(file));
});

/** Lines of /proc/self/mountinfo, and what is to be thought of the locks there. */
const mounts: readonly (readonly [type: string, options: string, way: "kernel" | "claims", says: RegExp])[] =
  [
    ["ext4", "rw", "kernel", /^ext4$/],
    ["tmpfs", "rw", "kernel", /^tmpfs$/],
    ["nfs4", "rw,vers=4.2,local_lock=none,addr=10.0.0.1", "kernel", /^nfs4$/],
    ["nfs", "rw,vers=3,nolock,local_lock=all", "claims", /^nfs: it is mounted with nolock/],
    ["nfs", "rw,vers=3,local_lock=posix", "claims", /local_lock=posix/],
    ["nfs", "rw,vers=3,local_lock=flock", "kernel", /^nfs$/],
    ["lustre", "rw,flock,lazystatfs", "kernel", /^lustre$/],
    ["lustre", "rw,localflock", "claims", /without flock/],
    ["fuse.sshfs", "rw,user_id=0", "claims", /fuse\.sshfs/],
    ["beegfs", "rw", "claims", /beegfs/],
    ["cifs", "rw,nobrl", "claims", /nobrl/],
  ];

for (const [type, options, way, says] of mounts)
  test(`locks on ${type} with ${options}: ${way}`, () => {
    const table = [
      "1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
      `2 1 0:40 / ${folder} rw,relatime shared:7 - ${type} server:/home ${options}`,
      `3 1 0:41 / ${folder}-beside rw - nfs server:/other nolock`,
    ].join("\n");
    const reach = lockReach(folder, table, undefined);
    assert.equal(reach.way, way);
    assert.match(reach.says, says);
  });

test("a wish decides, and where nothing is known the kernel's locks are taken", () => {
  const table = `1 0 0:40 / / rw - nfs server:/ rw,nolock`;
  assert.equal(lockReach(folder, table, "kernel").way, "kernel");
  assert.equal(lockReach(folder, table, "nonsense").way, "claims");
  assert.equal(lockReach(folder, "", undefined).way, "kernel");
});
