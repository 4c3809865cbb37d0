import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { execaSync } from "execa";
import { entry, folder, setups } from "./setup-stage.ts";
import { isolation, play, withoutPython } from "./stage.ts";

const python = (...args: readonly string[]) => execaSync("/usr/bin/python3", args, { reject: false });
const withoutVenv = python("-c", "import ensurepip, venv").failed
  ? "the system's Python makes no virtual environments"
  : withoutPython;
const withoutNpm = existsSync("/usr/bin/npm") ? false : "there is no /usr/bin/npm";

/** A wheel is a zip file with a few descriptions in it. */
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("taste.py", "def best(candidates):\\n    return candidates[-1]\\n")
    info = "taste-1.5.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: taste\\nVersion: 1.5\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "taste.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
`;

test("a virtual environment with a wheel beside the code is made once, and read-only in the rounds", {
  skip: withoutVenv,
}, async () => {
  const wheel = path.join(folder, "taste-1.5-py3-none-any.whl");
  assert.equal(python("-c", makeWheel, wheel).exitCode, 0);
  const own = entry(
    "in-an-environment",
    {
      "wheels/taste-1.5-py3-none-any.whl": readFileSync(wheel),
      "strategy.py": `import os
from taste import best
from collapse_bench import strategy
for place in ("env/new", "strategy.py"):
    try:
        open(place, "a")
        print(place, "written")
    except OSError as error:
        print(place, "refused")
strategy(lambda pool: [best(item.candidates) for item in pool][: pool.keep])
`,
    },
    {
      setup: [
        ["python3", "-m", "venv", "env"],
        [
          "./env/bin/pip",
          "install",
          "--no-index",
          "--find-links",
          "wheels",
          "--disable-pip-version-check",
          "taste",
        ],
      ],
      run: ["./env/bin/python3", "strategy.py"],
    },
  );
  const heard: string[] = [];
  const changes = { setups, hear: (line: string) => void heard.push(line) };
  const first = await play(own, changes);
  assert.equal(first.selection.items.length, 10);
  assert.ok(
    heard.some((line) => line.startsWith("Successfully installed taste-1.5")),
    heard.join("\n"),
  );
  if (isolation === "bubblewrap")
    assert.deepEqual(heard.slice(-2), ["env/new refused", "strategy.py refused"]);
  heard.length = 0;
  const second = await play(own, changes);
  assert.deepEqual(second.selection, first.selection);
  assert.ok(!heard.some((line) => line.includes("installed")), heard.join("\n"));
});

test("npm ci brings a package that lies beside the code", { skip: withoutNpm }, async () => {
  const own = entry(
    "with-packages",
    {
      "package.json": JSON.stringify({
        ...{ name: "with-packages", version: "1.0.0", type: "module" },
        dependencies: { taste: "file:taste" },
      }),
      "package-lock.json": JSON.stringify({
        ...{ name: "with-packages", version: "1.0.0", lockfileVersion: 3, requires: true },
        packages: {
          "": { name: "with-packages", version: "1.0.0", dependencies: { taste: "file:taste" } },
          "node_modules/taste": { resolved: "taste", link: true },
          taste: { version: "1.5.0" },
        },
      }),
      "taste/package.json": JSON.stringify({ name: "taste", version: "1.5.0", main: "index.js" }),
      "taste/index.js": "exports.best = (candidates) => candidates.at(-1);",
      "strategy.js": `import { best } from "taste";
import { strategy } from "collapse-bench";
strategy((pool) => [...pool].slice(0, pool.keep).map((item) => best(item.candidates)));`,
    },
    {
      setup: [["npm", "ci", "--no-audit", "--no-fund", "--offline"]],
      run: ["node", "strategy.js"],
    },
  );
  const { selection } = await play(own, { setups });
  assert.equal(selection.items.length, 10);
});
