import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream } from "../../harness/random/index.ts";
import { letterGroups, letterName, tiesBut } from "../../harness/separation/index.ts";

/** Groups of places where pairs are separated as it is said for `first < second`. */
function groupsWhere(count: number, isSeparated: (first: number, second: number) => boolean) {
  const tied = tiesBut(count, (separate) => {
    for (let first = 0; first < count; first++)
      for (let second = first + 1; second < count; second++)
        if (isSeparated(first, second)) separate(first, second);
  });
  return letterGroups(tied);
}

/** Groups of places where the named pairs are separated. */
function groupsOf(count: number, separated: readonly string[]): readonly string[] {
  const groups = groupsWhere(count, (first, second) => separated.includes(`${first}${second}`));
  return groups.map((group) => group.join(""));
}

test("ties that are not transitive are shown as they are, where groups without overlap could not", () => {
  assert.deepEqual(groupsOf(3, ["02"]), ["01", "12"]);
  assert.deepEqual(groupsOf(4, ["02", "03", "13"]), ["01", "12", "23"]);
});

test("a noisy entry shares letters with two that are told apart on both its sides", () => {
  assert.deepEqual(groupsOf(3, ["12"]), ["01", "02"]);
});

test("where nobody is told apart there is one letter, and where everybody is there are as many as entries", () => {
  assert.deepEqual(groupsOf(4, []), ["0123"]);
  assert.deepEqual(groupsOf(3, ["01", "02", "12"]), ["0", "1", "2"]);
  assert.deepEqual(groupsOf(0, []), []);
});

test("two share a letter exactly when they are not told apart, and no letter can be left out", () => {
  const board = fc
    .integer({ min: 1, max: 12 })
    .chain((count) =>
      fc.tuple(fc.constant(count), fc.array(fc.boolean(), { minLength: count ** 2, maxLength: count ** 2 })),
    );
  fc.assert(
    fc.property(board, ([count, pairs]) => {
      const isSeparated = (first: number, second: number) => pairs[first * count + second]!;
      const groups = groupsWhere(count, isSeparated);
      const share = (own: readonly (readonly number[])[], first: number, second: number) =>
        own.some((group) => group.includes(first) && group.includes(second));
      const shows = (own: readonly (readonly number[])[]) => {
        for (let first = 0; first < count; first++) {
          if (!share(own, first, first)) return false;
          for (let second = first + 1; second < count; second++)
            if (share(own, first, second) === isSeparated(first, second)) return false;
        }
        return true;
      };
      assert.ok(shows(groups));
      for (const group of groups) assert.ok(!shows(groups.filter((other) => other !== group)));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("a board of a thousand whose neighbours are tied is lettered in the order of the board", () => {
  const groups = groupsWhere(1000, (first, second) => second - first > 20);
  assert.equal(groups.length, 980);
  assert.deepEqual([groups[0]![0], groups[0]!.length, groups.at(-1)!.at(-1)], [0, 21, 999]);
});

test("ties without any order are lettered too: how many letters there are is bounded by the ties", () => {
  const count = 200;
  const stream = randomStream("letters");
  const separated = Array.from({ length: count ** 2 }, () => stream.uniform() < 0.3);
  const groups = groupsWhere(count, (first, second) => separated[first * count + second]!);
  const shared = new Set(groups.flatMap((group) => group.flatMap((a) => group.map((b) => a * count + b))));
  for (let first = 0; first < count; first++)
    for (let second = first + 1; second < count; second++)
      assert.equal(shared.has(first * count + second), !separated[first * count + second]!);
  assert.ok(groups.length < count ** 2 / 4, `${groups.length}`);
});

test("letters go on after z, and no two groups have the same", () => {
  assert.deepEqual([0, 1, 25, 26, 52].map(letterName), ["a", "b", "z", "aa", "ba"]);
  const names = Array.from({ length: 800 }, (_, group) => letterName(group));
  assert.equal(new Set(names).size, names.length);
});
