import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import test from "node:test";
import type { ControlGroup } from "../../harness/strategy/control-group.ts";
import { openUsageMeter } from "../../harness/strategy/usage.ts";

const home = { unified: "/nowhere", countsMemory: false, tasks: undefined };
const unread = {
  ...{ peakMemoryBytes: undefined, stalledSeconds: undefined },
  ...{ isOutOfMemory: false, isMachineOutOfMemory: false, wasRefusedTask: false },
};

/** A program that waits. */
function waiting(): ChildProcess {
  return spawn("sleep", ["60"], { stdio: "ignore" });
}

test("whoever uses up time while a look goes on is seen by the same look", () => {
  const root = waiting();
  const started = [root];
  /** While its time is read, two more of its processes come. */
  const group: ControlGroup = {
    ...{ home, entrances: [] },
    pids: () => started.map((child) => child.pid!),
    read() {
      started.push(waiting(), waiting());
      return { ...unread, processorSeconds: 9 };
    },
    kill() {
      for (const child of started) child.kill("SIGKILL");
    },
    remove: () => Promise.resolve(),
  };
  const signs = { root: root.pid!, wrappers: 0, isSandboxed: false, mark: undefined };
  const meter = openUsageMeter({ ...signs, killRoot: () => root.kill("SIGKILL") }, group);
  try {
    const { processes, processorSeconds } = meter.read();
    assert.deepEqual({ processes, processorSeconds }, { processes: 3, processorSeconds: 9 });
  } finally {
    meter.kill();
  }
});
