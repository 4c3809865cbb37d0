import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { execa } from "execa";
import { float32, int32, openDevice, type Program, tf } from "../../harness/engine/index.ts";

const engine = new URL("../../harness/engine/index.ts", import.meta.url).href;
const rows: Program = ({ table, ids }) => ({ y: tf.gather(tf.matMul(table!, table!, false, true), ids!) });
const signature = {
  table: { shape: [3, 2], dtype: "float32" },
  ids: { shape: [2], dtype: "int32" },
} as const;
const table = float32([3, 2], [1, 2, 3, 4, 5, 6]);

describe("lanes", () => {
  test("runs side by side give what runs one after the other give", async () => {
    await using device = await openDevice("cpu", { threads: 2 });
    await using laned = await device.compile(rows, signature, { lanes: 2 });
    await using plain = await device.compile(rows, signature);
    assert.deepEqual([laned.lanes, plain.lanes], [2, 1]);
    const held = await device.upload(table);
    const ids = [0, 1, 2, 1, 0].map((id) => int32([4], [0, 0, id, 2 - id]));
    const parts = ids.map((whole) => ({ ...whole, shape: [2], data: whole.data.subarray(2) }));
    const together = await Promise.all(parts.map((part) => laned.run({ table: held, ids: part })));
    for (const [place, { host }] of together.entries()) {
      const alone = await plain.run({ table, ids: parts[place]! });
      assert.deepEqual(host["y"], alone.host["y"]);
    }
  });

  test("a run that fails names the program, and its lane goes on", async () => {
    await using device = await openDevice("cpu", { threads: 2 });
    await using laned = await device.compile(rows, signature, { lanes: 2, name: "rows" });
    const outside = laned.run({ table, ids: int32([2], [0, 7]) });
    await assert.rejects(outside, { code: "onnxruntime-failed", where: "rows", received: /indices element/ });
    const { host } = await laned.run({ table, ids: int32([2], [0, 1]) });
    assert.deepEqual([...host["y"]!.data], [5, 11, 17, 11, 25, 39]);
  });

  test("there is one lane where outputs are kept, or the device has one thread", async () => {
    await using wide = await openDevice("cpu", { threads: 2 });
    await using keeping = await wide.compile(rows, signature, { lanes: 2, keep: ["y"] });
    await using narrow = await openDevice("cpu", { threads: 1 });
    await using single = await narrow.compile(rows, signature, { lanes: 2 });
    assert.deepEqual([keeping.lanes, single.lanes], [1, 1]);
  });

  test("a process with lanes left open ends by itself", async () => {
    const script = `
      const { openDevice, tf } = await import(${JSON.stringify(engine)});
      const device = await openDevice("cpu", { threads: 2 });
      const x = { shape: [2], dtype: "float32" };
      const program = await device.compile(({ x }) => ({ y: tf.mul(x, 2) }), { x }, { lanes: 2 });
      const { host } = await program.run({ x: { ...x, data: Float32Array.of(1, 2) } });
      console.log([...host.y.data].join());
    `;
    const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 60_000,
    });
    assert.equal(stdout, "2,4");
  });
});
