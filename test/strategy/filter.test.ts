import assert from "node:assert/strict";
import test from "node:test";
import { systemCallFilter } from "../../harness/strategy/filter.ts";
import {
  auditArchitectures,
  filteredProcessors,
  type SystemCall,
  systemCallNumber,
} from "../../harness/strategy/system-calls.ts";

const allowed = 0x7fff0000;
const refusedBy = (errno: number) => 0x00050000 | errno;
const eperm = refusedBy(1);
const enosys = refusedBy(38);

interface Call {
  readonly architecture: number;
  readonly number: number;
  readonly arguments?: readonly number[];
}

/** Runs a filter as the kernel would (linux/bpf_common.h). */
function answerOf(filter: Uint8Array, { architecture, number, arguments: given = [] }: Call): number {
  const code = Buffer.from(filter);
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture, 4);
  given.forEach((value, place) => void data.writeUInt32LE(value >>> 0, 16 + 8 * place));
  let word = 0;
  for (let at = 0; at < code.length; at += 8) {
    const value = code.readUInt32LE(at + 4);
    const jump = (isTrue: boolean) => 8 * code.readUInt8(at + (isTrue ? 2 : 3));
    const operation = code.readUInt16LE(at);
    if (operation === 0x06) return value;
    if (operation === 0x20) word = data.readUInt32LE(value);
    else if (operation === 0x15) at += jump(word === value);
    else if (operation === 0x35) at += jump(word >= value);
    else if (operation === 0x45) at += jump((word & value) !== 0);
    else assert.fail(`operation ${operation}`);
  }
  return assert.fail("the filter ends without an answer");
}

for (const processor of filteredProcessors) {
  const architecture = auditArchitectures[processor];
  const filter = systemCallFilter({ processor, isMemoryCounted: false, sharesNetwork: false });
  const answer = (call: SystemCall, ...given: readonly number[]) => {
    const number = systemCallNumber(call, processor);
    assert.ok(number !== null);
    return answerOf(filter, { architecture, number, arguments: given });
  };

  test(`the filter for ${processor} refuses what it lists, and by arguments only some of the rest`, () => {
    for (const call of ["keyctl", "ptrace", "bpf", "mount", "setns", "flock", "memfd_create"] as const)
      assert.equal(answer(call), eperm, call);
    assert.equal(answer("clone3"), enosys);
    assert.deepEqual(
      [1, 2, 10].map((family) => answer("socket", family)),
      [allowed, allowed, allowed],
    );
    assert.deepEqual(
      [0, 16, 17, 38, 40].map((family) => answer("socket", family)),
      Array(5).fill(eperm),
    );
    assert.deepEqual([answer("socketpair", 1), answer("socketpair", 2)], [allowed, eperm]);
    assert.deepEqual([answer("clone", 0x3d0f00), answer("clone", 0x10000011)], [allowed, eperm]);
    assert.deepEqual(
      [answer("fcntl", 0, 3), answer("fcntl", 0, 6), answer("fcntl", 0, 5)],
      [allowed, allowed, eperm],
    );
    assert.deepEqual([answer("preadv2"), answer("preadv2", 0, 0, 0, 0, 0, 8)], [allowed, eperm]);
  });

  test(`the filter for ${processor} allows every call that it does not name`, () => {
    const read = processor === "x64" ? 0 : 63;
    const write = processor === "x64" ? 1 : 64;
    for (const number of [read, write, 500])
      assert.equal(answerOf(filter, { architecture, number }), allowed);
  });

  test(`the filter for ${processor} refuses every call in another processor's numbers`, () => {
    for (const foreign of [0x40000003, 0x40000028, ...Object.values(auditArchitectures)])
      if (foreign !== architecture)
        assert.equal(answerOf(filter, { architecture: foreign, number: 0 }), eperm);
  });

  test(`with memory counted the filter for ${processor} lets memory without a process be`, () => {
    const counted = systemCallFilter({ processor, isMemoryCounted: true, sharesNetwork: false });
    for (const call of ["memfd_create", "shmget"] as const) {
      const number = systemCallNumber(call, processor)!;
      assert.equal(answerOf(counted, { architecture, number }), allowed);
      assert.equal(answerOf(filter, { architecture, number }), eperm);
    }
  });
}

test("on x86-64 the second set of numbers is refused as a whole", () => {
  const architecture = auditArchitectures.x64;
  for (const number of [0x40000000, 0x40000027, -1])
    assert.equal(
      answerOf(systemCallFilter({ processor: "x64", isMemoryCounted: true, sharesNetwork: false }), {
        architecture,
        number,
      }),
      eperm,
    );
});
