import assert from "node:assert/strict";
import { test } from "node:test";
import { stepsOf, type Workflow, workflows } from "./read.ts";

/** An expression, as workflows write them. */
const expression = (text: string) => `$\{{ ${text} }}`;

/** Events whose runs have secrets or a token that writes, though strangers can cause them. */
const privileged = ["pull_request_target", "workflow_run", "issue_comment", "issues"];

/** What is wrong with a workflow, for anybody who reads it with an attacker's eyes. */
function faultsOf(workflow: Workflow): readonly string[] {
  const faults: string[] = [];
  const events = Object.keys(workflow.on);
  const steps = stepsOf(workflow);
  const isStrangers = events.includes("pull_request");
  const hasPower =
    events.some((event) => privileged.includes(event)) || /secrets\./.test(JSON.stringify(workflow.jobs));
  if (events.includes("pull_request_target")) faults.push("runs on pull_request_target");
  if (JSON.stringify(workflow.permissions) !== '{"contents":"read"}')
    faults.push("begins with more than the permission to read");
  for (const { uses, run, with: given } of steps) {
    if (uses !== undefined && !/^[\w./-]+@[0-9a-f]{40}$/.test(uses))
      faults.push(`${uses} is not pinned by a hash`);
    if (run !== undefined && /\$\{\{/.test(run)) faults.push("an expression inside run");
    if (!uses?.startsWith("actions/checkout@")) continue;
    if (given?.["persist-credentials"] !== false) faults.push("a checkout that keeps its credentials");
    const where = JSON.stringify(given ?? {});
    const isForeign = /pull_request\.head|head_sha|head_branch|head_ref|refs\/pull|inputs\./.test(where);
    if (hasPower && isForeign) faults.push("a privileged checkout of a pull request");
    if (where.includes("allow-unsafe-pr-checkout")) faults.push("an unsafe checkout that is allowed");
  }
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const writes = Object.entries(job.permissions ?? {}).filter(([, level]) => level === "write");
    if (isStrangers && writes.length > 0) faults.push(`${name} may write`);
    if (writes.some(([what]) => what === "contents")) faults.push(`${name} may change the repository`);
    if (job["timeout-minutes"] === undefined) faults.push(`${name} has no time limit`);
    if (JSON.stringify(job).includes("secrets.") && job.environment === undefined)
      faults.push(`${name} has a secret without an environment`);
  }
  return faults;
}

test("there are workflows for a check, a comment, a run, a page, a queue and playing again", () => {
  assert.deepEqual([...workflows.keys()].sort(), [
    "check",
    "comment",
    "publish",
    "queue",
    "reproduce",
    "run",
  ]);
});

for (const [name, { workflow }] of workflows)
  test(`workflow ${name}: pinned actions, no expression in a shell, no privileged checkout of a pull request`, () => {
    assert.deepEqual(faultsOf(workflow), []);
  });

test("a workflow that does one of these is found out", () => {
  const pinned = `actions/checkout@${"a".repeat(40)}`;
  const safe = { uses: pinned, with: { "persist-credentials": false } };
  const made = (
    changes: Partial<Workflow>,
    steps: Workflow["jobs"][string]["steps"] = [safe],
    job: object = {},
  ): Workflow => ({
    on: { pull_request: null },
    permissions: { contents: "read" },
    jobs: { job: { steps, "timeout-minutes": 5, ...job } },
    ...changes,
  });
  assert.deepEqual(faultsOf(made({})), []);
  const cases: readonly (readonly [Workflow, string])[] = [
    [made({ on: { pull_request_target: null } }), "runs on pull_request_target"],
    [made({ permissions: "write-all" }), "begins with more than the permission to read"],
    [made({}, [{ ...safe, uses: "actions/checkout@v6" }]), "actions/checkout@v6 is not pinned by a hash"],
    [
      made({}, [{ run: `echo ${expression("github.event.pull_request.title")}` }]),
      "an expression inside run",
    ],
    [made({}, [{ uses: pinned }]), "a checkout that keeps its credentials"],
    [
      made({ on: { workflow_run: null } }, [
        { uses: pinned, with: { ...safe.with, ref: expression("github.event.workflow_run.head_sha") } },
      ]),
      "a privileged checkout of a pull request",
    ],
    [made({}, [safe], { permissions: { "pull-requests": "write" } }), "job may write"],
    [made({}, [safe], { "timeout-minutes": undefined }), "job has no time limit"],
    [
      made({}, [safe, { run: "true", env: { KEY: expression("secrets.KEY") } }]),
      "job has a secret without an environment",
    ],
  ];
  for (const [workflow, fault] of cases) assert.ok(faultsOf(workflow).includes(fault), fault);
});

test("records are played again every week, drawn by chance, with nothing that could be written or told", () => {
  const { workflow, text } = workflows.get("reproduce")!;
  const { schedule } = workflow.on as { readonly schedule: readonly { readonly cron: string }[] };
  assert.match(schedule[0]!.cron, /^\d+ \d+ \* \* [0-6]$/);
  assert.match(text, /reproduce --tier standard --sample \d+/);
  assert.doesNotMatch(text, /secrets\.|github\.token|: write/);
});

test("the strangers' workflow knows no secret, and the one with the key waits for an approval", () => {
  assert.doesNotMatch(workflows.get("check")!.text, /secrets\.|github\.token|GH_TOKEN/);
  const { approve, cells } = workflows.get("run")!.workflow.jobs;
  assert.equal(approve!.environment, "runs");
  assert.equal((cells as unknown as { needs: string }).needs, "approve");
});
