import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { StrategyFailure } from "../../harness/selection/index.ts";
import { checkNeeds, strategyRuntimes } from "../../harness/strategy/index.ts";
import { fill } from "../submission/made.ts";
import { entry, folder, setups } from "./setup-stage.ts";
import { isolation, play, withoutPython } from "./stage.ts";

const failureOf = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StrategyFailure, `expected a StrategyFailure, got ${String(error)}`);
  return error;
};

test("a setup sees its own folder, nobody's secrets and no other program's sockets; a round has no network after it", {
  skip: isolation === "bubblewrap" ? withoutPython : "there is no sandbox here",
}, async () => {
  const secret = path.join(folder, "secret");
  fill(folder, { secret: "42" });
  const look = `import os, socket, sys
def can(what, work):
    try:
        work()
        print(sys.argv[1], what, "yes")
    except OSError:
        print(sys.argv[1], what, "no")
can("secret", lambda: open(${JSON.stringify(secret)}))
can("home", lambda: os.listdir("/root"))
can("users", lambda: open("/etc/passwd"))
can("unix sockets", lambda: socket.socket(socket.AF_UNIX))
can("writes", lambda: open("made", "w").write("1"))
if sys.argv[1] == "setup":
    os.chmod("made", 0o6755)
print(sys.argv[1], os.readlink("/proc/self/ns/net"))
print(sys.argv[1], "variables", sorted(set(os.environ) - {"PWD", "SHLVL", "_", "OLDPWD", "LC_CTYPE"}))
`;
  const strategy = `from collapse_bench import strategy
exec(open("look.py").read())
strategy(lambda pool: [item.candidates[0] for item in pool][:1])
`;
  const own = entry(
    "looks-around",
    { "look.py": look, "strategy.py": strategy },
    { setup: [["python3", "look.py", "setup"]], run: ["python3", "strategy.py", "round"] },
  );
  const heard: string[] = [];
  await play(own, { setups, hear: (line: string) => void heard.push(line) });
  const saidBy = (who: string) =>
    heard.filter((line) => line.startsWith(who)).map((line) => line.slice(who.length + 1));
  const variables =
    /^variables \['HOME', 'LANG', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'PYTHONPATH', 'TMPDIR', 'TZ'\]$/;
  const setup = saidBy("setup");
  const network = readlinkSync("/proc/self/ns/net");
  assert.deepEqual(setup.slice(0, 6), [
    ...["secret no", "home no", "users no", "unix sockets no", "writes yes", network],
  ]);
  assert.match(setup.at(-1)!, variables);
  const [place] = readdirSync(setups).filter((name) =>
    existsSync(path.join(setups, name, "submission", "made")),
  );
  const made = statSync(path.join(setups, place!, "submission", "made"));
  assert.equal(made.mode & 0o7777, 0o755);
  assert.equal(statSync(path.join(setups, place!)).mode & 0o077 & ~0o011, 0);
  const round = saidBy("round");
  assert.deepEqual(round.slice(0, 5), [
    ...["secret no", "home no", "users no", "unix sockets yes", "writes no"],
  ]);
  assert.notEqual(round[5], network);
});

test("a setup that fails is the submission's failure, with its last words and log, and is not run again at once", async () => {
  const own = entry(
    "cannot-be-set-up",
    { "setup.sh": "echo trying >&2\necho no such package >&2\nexit 7\n" },
    { setup: [["bash", "setup.sh"]], run: ["true"] },
  );
  for (const _ of [1, 2]) {
    const error = await failureOf(play(own, { setups }));
    assert.equal(error.code, "setup-failed");
    assert.equal(error.message, "its setup ended with exit status 7");
    assert.equal(error.received, "bash setup.sh");
    assert.equal(error.traces?.lastWords, "no such package");
    assert.equal(readFileSync(error.traces!.logFile, "utf8").match(/^trying$/gm)?.length, 1);
  }
});

test("what a manifest needs of the machine is looked up, and what is missing is told with interpreter and version", {
  skip: withoutPython,
}, async () => {
  const { python: version } = await strategyRuntimes();
  const needing = (...needs: string[]) => entry("needing", {}, { needs }).submission;
  assert.deepEqual(await checkNeeds(needing("python>=3.5", "node>=20")), {
    python: version,
    node: process.versions.node,
  });
  const told = { name: "BenchError", code: "need-unmet", blame: "environment" };
  await assert.rejects(checkNeeds(needing("python>=3.5,<3.6")), {
    ...told,
    message: "needing needs python>=3.5,<3.6",
    received: `python ${version}`,
  });
  await assert.rejects(checkNeeds(needing("no-such-package>=2")), (error: Error & { received?: string }) => {
    assert.match(error.message, /needing needs no-such-package>=2/);
    assert.match(error.received!, /^\/usr.*\/python3 \(3\.\d+\.\d+\) with no no-such-package$/);
    return true;
  });
});
