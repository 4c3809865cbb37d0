import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { kitFiles } from "../../harness/kit/index.ts";
import { StrategyFailure } from "../../harness/selection/index.ts";
import type { RoundRequest } from "../../harness/strategy/index.ts";
import { logFile, poolOf, withoutPython } from "../strategy/stage.ts";
import { isolations, keptBy, playSource, withoutNumpy } from "./made.ts";

const kit = path.join(import.meta.dirname, "../../harness/kit");

test("the kit is frozen: what entries were recorded with is what there is", () => {
  const frozen = JSON.parse(readFileSync(path.join(kit, "frozen.json"), "utf8")) as Record<string, string>;
  const names = globSync("v*/**/*.*", { cwd: kit, exclude: ["**/__pycache__/**"] }).sort();
  const found = names.map((name) => [
    name,
    createHash("sha256")
      .update(readFileSync(path.join(kit, name)))
      .digest("hex"),
  ]);
  assert.deepEqual(
    kitFiles.map((name) => `v1/${name}`),
    names,
  );
  assert.deepEqual(Object.fromEntries(found), frozen, "a mended kit is another folder, beside this one");
});

interface Case {
  readonly what: string;
  readonly py: string;
  readonly ts: string;
  readonly kept: readonly (readonly number[])[];
  readonly feedback?: object;
  readonly changes?: Partial<Omit<RoundRequest, "fields">>;
  readonly fields?: object;
}

const choices = {
  temperature: { default: 1, min: 0, max: 2 },
  prompt: { default: "plain", values: ["plain", "polite"] },
};

const cases: readonly Case[] = [
  {
    what: "returns candidates of the whole pool",
    py: `
def select(pool):
    assert len(pool.items) == len(list(pool)) == 100
    return [item.candidates[-1] for item in pool.items[: pool.keep]]
strategy(select)`,
    ts: `
strategy((pool) => {
  if (pool.items.length !== 100 || [...pool].length !== 100) throw new Error("items are missing");
  return pool.items.slice(0, pool.keep).map((item) => item.candidates.at(-1)!);
});`,
    kept: Array.from({ length: 10 }, (_, item) => [item, 1, 1]),
  },
  {
    what: "yields picks of every form while the pool still comes in, and reads no further",
    py: `
def select(pool):
    for item in pool:
        one, other = item.candidates
        yield [one, (other, 0.5), (item.id + 50, 0), [item.id + 50, 1, 0.25]][item.id % 4]
        if item.id == 7:
            return
strategy(select)`,
    ts: `
strategy(function* (pool) {
  for (const { id, candidates } of pool) {
    const [one, other] = candidates;
    yield ([one!, [other!, 0.5], [id + 50, 0], [id + 50, 1, 0.25]] as const)[id % 4]!;
    if (id === 7) return;
  }
});`,
    kept: [0, 4].flatMap((item) => [
      [item, 0, 1],
      [item + 1, 1, 0.5],
      [item + 52, 0, 1],
      [item + 53, 1, 0.25],
    ]),
    changes: { propose: async () => poolOf(100_000, 2) },
  },
  {
    what: "asks while the pool comes in, and again at its end, within what is left",
    py: `
def select(pool):
    first = []
    for item in pool:
        if item.id < 3:
            first += pool.ask("weak", item.candidates)
    assert first == [0, 0, 1, 1, 2, 2] and pool.left["weak"] == 14, (first, pool.left)
    last = pool.ask("weak", [(99, 0), (98, 1)])
    assert last == [99, 98] and pool.ask("weak", []) == [] and pool.left["weak"] == 12
    pool.select([(99, 1)])
    pool.select(iter([(98, 1)]))
strategy(select)`,
    ts: `
strategy((pool) => {
  const first: number[] = [];
  for (const item of pool) if (item.id < 3) first.push(...pool.ask("weak", item.candidates));
  if (String(first) !== "0,0,1,1,2,2" || pool.left["weak"] !== 14) throw new Error(String(first));
  const last = pool.ask("weak", [[99, 0], [98, 1]]);
  if (String(last) !== "99,98" || pool.ask("weak", []).length > 0 || pool.left["weak"] !== 12) throw new Error(String(last));
  pool.select([[99, 1]]);
  pool.select(new Set([[98, 1] as const]));
});`,
    kept: [
      [99, 1, 1],
      [98, 1, 1],
    ],
    feedback: { weak: 8 },
  },
  {
    what: "asks and keeps more than a message holds",
    py: `
def select(pool):
    everything = [candidate for item in pool for candidate in item.candidates]
    scores = pool.ask("weak", everything)
    ranked = sorted(zip(scores, everything), key=lambda pair: -pair[0])
    return [candidate for _, candidate in ranked[: pool.keep]]
strategy(select)`,
    ts: `
strategy((pool) => {
  const everything = pool.items.flatMap(({ candidates }) => candidates);
  const scores = pool.ask("weak", everything);
  const places = everything.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]!);
  return places.slice(0, pool.keep).map((place) => everything[place]!);
});`,
    kept: Array.from({ length: 25_000 }, (_, at) => [29_999 - (at >> 1), at & 1, 1]),
    feedback: { weak: 60_000 },
    changes: {
      propose: async () => poolOf(30_000, 2),
      budget: { keep: 25_000, feedback: { weak: 60_000 } },
    },
  },
  {
    what: "knows where it is",
    py: `
def select(pool):
    told = (pool.task, pool.tier, pool.round, pool.rounds, pool.regime, pool.seed, pool.keep, pool.left, pool.fields)
    assert told == ("letters", "smoke", 1, 2, "replace", 5, 10, {"weak": 20, "oracle": 20, "noisy": 20}, {}), told
    candidate = pool.items[3].candidates[1]
    assert (candidate.item, candidate.id, candidate.output, candidate.logprob, candidate.tokens) == (3, 1, 1, -2, 1)
    assert pool.items[3].input == {"text": "item 3 é"} and pool.params == {"a": [1]}
    assert pool.random.random() == __import__("random").Random(5).random()
    return [candidate]
strategy(select)`,
    ts: `
strategy<{ Params: { a: number[] } }>((pool) => {
  const { task, tier, round, rounds, regime, seed, keep, left, fields, params } = pool;
  const told = JSON.stringify([task, tier, round, rounds, regime, seed, keep, left, fields, params.a]);
  if (told !== '["letters","smoke",1,2,"replace",5,10,{"weak":20,"oracle":20,"noisy":20},{},[1]]') throw new Error(told);
  const candidate = pool.items[3]!.candidates[1]!;
  if (JSON.stringify(candidate) !== '{"item":3,"id":1,"output":1,"logprob":-2,"tokens":1}') throw new Error("candidate");
  if (JSON.stringify(pool.items[3]!.input) !== '{"text":"item 3 é"}') throw new Error("input");
  const drawn = pool.sample([1, 2, 3], 9);
  if (drawn.length !== 3 || new Set(drawn).size !== 3) throw new Error("sample");
  return [candidate];
});`,
    kept: [[3, 1, 1]],
    fields: { params: { a: [1] } },
  },
  {
    what: "chooses how the generator writes, and asks at a rate of error",
    py: `
def plan(pool, choices):
    assert choices["prompt"]["values"] == ["plain", "polite"] and pool.keep == 10
    return {"temperature": choices["temperature"]["max"], "prompt": "polite"}
def select(pool):
    assert pool.ask("noisy", [(0, 1)], error=0) == [1]
    return [(item.id, 0) for item in pool if item.id == 2]
strategy(select, plan=plan)`,
    ts: `
strategy(
  (pool) => {
    if (pool.ask("noisy", [[0, 1]], { error: 0 })[0] !== 1) throw new Error("noisy");
    return pool.items.filter(({ id }) => id === 2).map(({ id }) => [id, 0] as const);
  },
  {
    plan: (pool, { temperature, prompt }) => {
      if (!("values" in prompt!) || prompt.values.length !== 2 || pool.keep !== 10) throw new Error("choices");
      return { temperature: "max" in temperature! ? temperature.max : 0, prompt: "polite" };
    },
  },
);`,
    kept: [[2, 0, 1]],
    feedback: { noisy: 1 },
    fields: { generation: true, division: "oracle" },
    changes: { choices },
  },
  {
    what: "leaves the choices alone when it has no plan, even if it asks first",
    py: `
def select(pool):
    pool.ask("weak", [(0, 0)])
    return [next(iter(pool)).candidates[0]]
strategy(select)`,
    ts: `
strategy((pool) => {
  pool.ask("weak", [[0, 0]]);
  for (const item of pool) return [item.candidates[0]!];
});`,
    kept: [[0, 0, 1]],
    feedback: { weak: 1 },
    fields: { generation: true },
    changes: { choices },
  },
  {
    what: "has a plan that is never asked",
    py: `
strategy(lambda pool: [item.candidates[0] for item in pool if item.id == 1], plan=lambda pool, choices: {"a": 1})`,
    ts: `
strategy((pool) => pool.items.slice(1, 2).map(({ candidates }) => candidates[0]!), { plan: () => ({ a: 1 }) });`,
    kept: [[1, 0, 1]],
  },
  {
    what: "prints, and so do the programs it starts",
    py: `
import os
print("printed early")
def select(pool):
    print({"type": "done"}, flush=True)
    os.system("echo said by a child")
    os.write(1, b"written by hand\\n")
    return [(0, 0)]
strategy(select)
print("printed late")`,
    ts: `
import { spawnSync } from "node:child_process";
console.log("printed early");
strategy(async () => {
  console.log({ type: "done" });
  console.table([1]);
  process.stdout.write("written by hand\\n");
  console.log(spawnSync("echo", ["said by a child"], { encoding: "utf8" }).stdout);
  return [[0, 0]];
});
console.log("printed late");`,
    kept: [[0, 0, 1]],
  },
];

const imports = {
  py: "from collapse_bench import strategy\n",
  ts: 'import { strategy } from "collapse-bench";\n',
} as const;
const languages = { py: "Python", ts: "TypeScript" } as const;

for (const { what, kept, feedback = {}, changes = {}, fields = {}, ...sources } of cases)
  for (const language of ["py", "ts"] as const)
    for (const isolation of isolations)
      test(`a strategy in ${languages[language]}, isolation ${isolation}, ${what}`, {
        skip: language === "py" && withoutPython,
      }, async (t) => {
        const source = imports[language] + sources[language];
        const asked: unknown[] = [];
        const propose = async (decoding: object) => {
          asked.push(decoding);
          return poolOf(100, 2);
        };
        const options = { propose, ...changes, isolation, fields };
        const played = await playSource(t, [language, source], options);
        assert.deepEqual(keptBy(played), kept);
        assert.deepEqual(played.feedback, feedback);
        if (sources[language].includes("polite"))
          assert.deepEqual(asked, [{ temperature: 2, prompt: "polite" }]);
      });

test("numpy's arrays and numbers are picks, weights, ids and choices", { skip: withoutNumpy }, async (t) => {
  const source = `
import numpy as np
from collapse_bench import strategy

def plan(pool, choices):
    return {"temperature": np.float32(0.5)}

def select(pool):
    logprobs = np.array([[c.logprob for c in item.candidates] for item in pool.items])
    best = np.column_stack([np.arange(100), logprobs.argmax(axis=1)])
    scores = np.array(pool.ask("weak", best[:20]))
    pool.select(best[np.argsort(-scores)[:2]])
    pool.select(np.array([[50, 1, 0.5], [51, 0, 2.0]]))
    pool.select([(np.int64(60), np.uint8(1), np.float32(0.25)), (pool.items[61].candidates[0], np.float64(3))])
    return (row for row in np.array([[70, 1], [71, 0]]))

strategy(select, plan=plan)`;
  const asked: unknown[] = [];
  const played = await playSource(t, ["py", source], {
    fields: { generation: true },
    choices,
    propose: async (decoding) => {
      asked.push(decoding);
      return poolOf(100, 2);
    },
  });
  assert.deepEqual(asked, [{ temperature: 0.5, prompt: "plain" }]);
  assert.deepEqual(keptBy(played), [
    [19, 0, 1],
    [18, 0, 1],
    [50, 1, 0.5],
    [51, 0, 2],
    [60, 1, 0.25],
    [61, 0, 3],
    [70, 1, 1],
    [71, 0, 1],
  ]);
});

for (const isolation of isolations)
  test(`isolation ${isolation}: a folder with a package.json of its own, CommonJS and ES modules find the kit`, async (t) => {
    const files = { "package.json": '{"name": "made", "type": "commonjs"}' };
    const requires = 'const { strategy } = require("collapse-bench");\nstrategy(() => [[4, 0]]);';
    const common = await playSource(t, ["cjs", requires], { isolation, files });
    const modern = await playSource(t, ["mjs", `${imports.ts}strategy(() => [[5, 0]]);`], {
      isolation,
      files,
    });
    assert.deepEqual(
      [...keptBy(common), ...keptBy(modern)],
      [
        [4, 0, 1],
        [5, 0, 1],
      ],
    );
  });

async function logOfFailure(t: TestContext, source: readonly ["py" | "ts", string]): Promise<string> {
  const before = readFileSync(logFile, { encoding: "utf8", flag: "a+" }).length;
  const error = await playSource(t, source).catch((error: unknown) => error);
  assert.ok(error instanceof StrategyFailure && error.code === "exit-status", String(error));
  return readFileSync(logFile, "utf8").slice(before);
}

const wrong = {
  "an id that is none": { pick: "(0.5, 0)", py: /0\.5 is no id/, ts: undefined },
  "a number": { pick: "7", py: /7 is no pick/, ts: /7 is no pick/ },
  "an item": {
    pick: "pool.items[0]",
    py: /Item\(id=0, 1 candidates\) is no pick/,
    ts: /"id":0.* is no pick/,
  },
  "four values": {
    pick: "[1, 0, 1, 1]",
    py: /is no pick \(more than three values\)/,
    ts: /\[1,0,1,1\] is no pick/,
  },
  "a weight that is no number": { pick: '[1, 0, "x"]', py: /is no pick/, ts: /is no pick/ },
  "an item of two": { pick: "[[1, 0], [2, 0]]", py: /is no pick/, ts: /is no pick/ },
} as const;

for (const [what, { pick, ...words }] of Object.entries(wrong))
  test(`picking ${what} is explained in the strategy's log`, { skip: withoutPython }, async (t) => {
    const py = `${imports.py}strategy(lambda pool: [${pick}])`;
    assert.match(await logOfFailure(t, ["py", py]), words.py);
    if (words.ts === undefined) return;
    const ts = `${imports.ts}strategy((pool) => [${pick}] as never);`;
    assert.match(await logOfFailure(t, ["ts", ts]), words.ts);
  });

test("going through the pool twice without keeping it is explained", { skip: withoutPython }, async (t) => {
  const py = `${imports.py}strategy(lambda pool: [len(list(pool)), len(list(pool))])`;
  assert.match(await logOfFailure(t, ["py", py]), /items come once; use pool\.items/);
  const ts = `${imports.ts}strategy((pool) => [[...pool].length, [...pool].length] as never);`;
  assert.match(await logOfFailure(t, ["ts", ts]), /items come once; use pool\.items/);
});

test("an error in a strategy, asynchronous or not, fails it with its stack in the log", async (t) => {
  for (const select of ["() => { throw new Error('lost'); }", "async () => { throw new Error('lost'); }"])
    assert.match(await logOfFailure(t, ["ts", `${imports.ts}strategy(${select});`]), /Error: lost\s+at /);
});

test("without the harness the kit says who writes its input", { skip: withoutPython }, async (t) => {
  const { execa } = await import("execa");
  const options = { reject: false, input: "", env: { PYTHONPATH: path.join(kit, "v1/python") } } as const;
  const said = await execa("/usr/bin/python3", ["-c", `${imports.py}strategy(list)`], options);
  assert.match(said.stderr, /EOFError: standard input has ended; the harness writes it/);
  void t;
});

test("the kit for Python is written for 3.9", { skip: withoutPython }, async () => {
  const { execa } = await import("execa");
  const check = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))";
  const { exitCode } = await execa("/usr/bin/python3", [
    "-c",
    check,
    path.join(kit, "v1/python/collapse_bench.py"),
  ]);
  assert.equal(exitCode, 0);
});
