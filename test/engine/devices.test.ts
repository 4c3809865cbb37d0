import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { execa } from "execa";
import {
  type DeviceName,
  float32,
  listDevices,
  openDevice,
  type Program,
  tf,
} from "../../harness/engine/index.ts";
import { BenchError } from "../../harness/errors/index.ts";

const vector = { x: { shape: [2], dtype: "float32" } } as const;
const twice: Program = ({ x }) => ({ y: tf.mul(x!, 2) });

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === code;
}

describe("devices", () => {
  test("every device is reported as found, or missing with a reason and a remedy", async () => {
    const reports = await listDevices();
    const names = reports.map((report) => (report.state === "found" ? report.info.name : report.name));
    assert.deepEqual(names, [
      "cpu",
      "webgpu",
      "tfjs:cpu",
      "tfjs:wasm",
      "tfjs:webgpu",
      "tfjs:node",
      "tfjs:node-gpu",
    ]);
    for (const report of reports) {
      if (report.state === "missing") assert.ok(report.reason.length > 0 && report.mend.length > 0);
      else assert.ok(report.info.hardware.length > 0 && report.info.threads >= 1);
    }
  });

  test("auto never computes on a software adapter", async () => {
    await using device = await openDevice("auto");
    assert.equal(device.info.software, false);
    assert.equal(device.info.kind, "compiled");
  });

  test("an unknown device is refused with the list of those found", async () => {
    await assert.rejects(openDevice("tpu" as DeviceName), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, "device-missing");
      assert.match(error.expected!, /^auto or one of .*\bcpu\b.*tfjs:wasm/);
      assert.equal(error.received, "tpu");
      return true;
    });
  });

  for (const name of ["cpu", "tfjs:cpu", "tfjs:wasm"] as const) {
    test(`${name} runs a program, keeps outputs where they are and takes them back`, async () => {
      await using device = await openDevice(name);
      await using program = await device.compile(twice, vector, { keep: ["y"] });
      const first = await program.run({ x: float32([2], [1, 2]) });
      assert.deepEqual(first.host, {});
      const second = await program.run({ x: first.device["y"]! });
      const third = await program.run({ x: second.device["y"]! }, { into: first.device });
      assert.deepEqual([...(await third.device["y"]!.download()).data], [8, 16]);
      const uploaded = await device.upload(float32([2], [5, 6]));
      const fourth = await program.run({ x: uploaded });
      assert.deepEqual([...(await fourth.device["y"]!.download()).data], [10, 12]);
    });

    test(`${name} refuses feeds of other names, shapes and dtypes`, async () => {
      await using device = await openDevice(name);
      await using program = await device.compile(twice, vector, { name: "twice" });
      await assert.rejects(program.run({}), hasCode("feed-mismatch"));
      await assert.rejects(
        program.run({ x: float32([2], [1, 2]), z: float32([1], [1]) }),
        hasCode("feed-mismatch"),
      );
      await assert.rejects(
        program.run({ x: { shape: [2], dtype: "int32", data: Int32Array.of(1, 2) } }),
        hasCode("feed-mismatch"),
      );
      await assert.rejects(program.run({ x: float32([3], [1, 2, 3]) }), (error) => {
        assert.ok(error instanceof BenchError);
        assert.deepEqual(
          [error.where, error.expected, error.received],
          ["input x", "float32[2]", "float32[3]"],
        );
        return true;
      });
    });
  }

  test("a tensor of another device is refused", async () => {
    await using compiled = await openDevice("cpu");
    await using eager = await openDevice("tfjs:cpu");
    const foreign = await eager.upload(float32([2], [1, 2]));
    await using program = await compiled.compile(twice, vector);
    await assert.rejects(program.run({ x: foreign }), hasCode("foreign-tensor"));
  });

  test("outputs that are inputs, constants or repeated come back too", async () => {
    await using device = await openDevice("cpu");
    const program: Program = ({ x }) => {
      const y = tf.exp(x!);
      return { same: x!, one: tf.ones([2]), first: y, again: y };
    };
    await using compiled = await device.compile(program, vector);
    const { host } = await compiled.run({ x: float32([2], [0, 0]) });
    for (const [name, value] of [
      ["same", 0],
      ["one", 1],
      ["first", 1],
      ["again", 1],
    ] as const)
      assert.deepEqual([...host[name]!.data], [value, value], name);
  });

  test("running out of memory names the program and the bytes it wanted", async () => {
    await using device = await openDevice("cpu");
    const huge: Program = ({ x }) => {
      const wide = tf.exp(tf.broadcastTo(tf.reshape(x!, [2, 1, 1]), [2, 2 ** 22, 2 ** 21]));
      return { y: tf.sum(tf.mul(wide, tf.cumsum(wide, 1))) };
    };
    await using program = await device.compile(huge, vector, { name: "huge" });
    await assert.rejects(program.run({ x: float32([2], [1, 2]) }), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, "out-of-memory");
      assert.equal(error.where, "huge");
      assert.match(error.received!, /^a request for \d{13,} bytes$/);
      return true;
    });
  });

  test("running programs leaves JavaScript's arithmetic as it was, down to denormals", async () => {
    await using device = await openDevice("cpu");
    await using program = await device.compile(twice, vector);
    const { host } = await program.run({ x: float32([2], [0, 1]) });
    const tiny = host["y"]!.data[1]! * 1e-155;
    assert.ok(tiny * tiny > 0, "the square of 2e-155 is a denormal, not zero");
  });

  test("onnxruntime's profile is written when asked for", async () => {
    const folder = await mkdtemp(join(tmpdir(), "profile-"));
    {
      await using device = await openDevice("cpu", { profileFolder: folder });
      await using program = await device.compile(twice, vector, { name: "twice" });
      await program.run({ x: float32([2], [1, 2]) });
    }
    const files = await readdir(folder);
    await rm(folder, { recursive: true });
    assert.equal(files.filter((file) => /^twice.*\.json$/.test(file)).length, 1);
  });

  test("a device leaves nothing in the home folder: onnxruntime's telemetry is off", async (t) => {
    const home = await mkdtemp(join(tmpdir(), "collapse-bench-home-"));
    t.after(() => rm(home, { recursive: true }));
    const engine = new URL("../../harness/engine/index.ts", import.meta.url).href;
    const script = `
      const { float32, openDevice } = await import(${JSON.stringify(engine)});
      await using device = await openDevice("cpu", { threads: 2 });
      const signature = { x: { shape: [2], dtype: "float32" } };
      for (const lanes of [1, 2]) {
        await using program = await device.compile(({ x }) => ({ y: x }), signature, { lanes });
        await program.run({ x: float32([2], Float32Array.of(1, 2)) });
      }`;
    const { ORT_DISABLE_TELEMETRY: _, ...own } = process.env;
    const env = { ...own, HOME: home, TMPDIR: home };
    await execa(process.execPath, ["--input-type=module-typescript", "--eval", script], {
      env,
      extendEnv: false,
    });
    assert.deepEqual(await readdir(home), []);
  });
});
