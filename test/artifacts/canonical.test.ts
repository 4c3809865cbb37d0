import assert from "node:assert/strict";
import { test } from "node:test";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { canonicalJson } from "../../harness/artifacts/index.ts";

test("canonical JSON is what the reference for RFC 8785 writes, of any JSON there is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(canonicalJson(value), canonicalize(value));
    }),
  );
});

test("keys come by their UTF-16 units, those that look like numbers too, and what is undefined is left out", () => {
  const value = { b: 1, a: undefined, 10: "x", 9: "y", é: -0, "\ud83d\ude00": [], "\ufb33": null };
  assert.equal(canonicalJson(value), '{"10":"x","9":"y","b":1,"é":0,"\ud83d\ude00":[],"\ufb33":null}');
  assert.equal(canonicalJson(value), canonicalize(value));
});

test("what JSON cannot hold is refused", () => {
  for (const value of [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "\ud800",
    { "\udc00": 1 },
    new Date(0),
    [undefined],
    1n,
  ])
    assert.throws(() => canonicalJson(value), TypeError);
});
