import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { printGraph } from "../../harness/engine/graph/index.ts";
import { float32, openDevice, type Program, type Signature, tf } from "../../harness/engine/index.ts";
import { record } from "../../harness/engine/record/index.ts";
import { BenchError } from "../../harness/errors/index.ts";

const x = { x: { shape: [2, 3], dtype: "float32" } } as const satisfies Signature;

describe("recording a program", () => {
  test("gives a typed graph of the kernels called, gradients included", () => {
    const program: Program = ({ x: input }) => ({
      slope: tf.grad((value) => tf.sum(tf.relu(value)))(input!),
    });
    assert.equal(
      printGraph(record(program, x)),
      `%0 = input() name=x float32[2,3]
%1 = unary(%0) fn=relu float32[2,3]
%2 = reduce(%1) fn=sum axes=[0,1] float32[1,1]
%3 = reshape(%2) float32[]
%4 = fill() value=1 float32[]
%5 = reshape(%4) float32[1,1]
%6 = fill() value=1 float32[2,3]
%7 = binary(%5, %6) fn=mul float32[2,3]
%8 = unary(%0) fn=step float32[2,3]
%9 = cast(%8) to=float32 float32[2,3]
%10 = binary(%7, %9) fn=mul float32[2,3]
return slope: %10
`,
    );
  });

  test("takes tensors made outside as constants", async () => {
    await using device = await openDevice("cpu");
    await using eager = await openDevice("tfjs:cpu");
    assert.equal(eager.info.kind, "eager");
    tf.setBackend("cpu");
    const outside = tf.tensor([1, 2, 3]);
    await using compiled = await device.compile(({ x: input }) => ({ y: tf.add(input!, outside) }), x);
    const { host } = await compiled.run({ x: float32([2, 3], [0, 0, 0, 1, 1, 1]) });
    assert.deepEqual([...host["y"]!.data], [1, 2, 3, 2, 3, 4]);
    tf.setBackend("cpu");
    assert.deepEqual([...outside.dataSync()], [1, 2, 3]);
  });

  test("leaves the backend that was active", () => {
    tf.setBackend("cpu");
    record(({ x: input }) => ({ y: tf.neg(input!) }), x);
    assert.equal(tf.getBackend(), "cpu");
  });

  const complaints: readonly (readonly [string, Program, Partial<BenchError>])[] = [
    [
      "a kernel without a rule names the kernel, the call and how to add it",
      ({ x: input }) => ({ y: tf.acosh(input!) }),
      {
        code: "unsupported-kernel",
        message: "the kernel Acosh cannot be recorded",
        mend: "Write it with other tfjs functions, or add a rule named Acosh to harness/engine/record (docs/engine.md says how).",
      },
    ],
    [
      "shapes that do not broadcast are both named",
      ({ x: input }) => ({ y: tf.add(input!, tf.zeros([4])) }),
      { code: "shape-mismatch", received: "float32[2,3] and float32[4]" },
    ],
    [
      "matrices that do not fit are both named",
      ({ x: input }) => ({ y: tf.matMul(input!, input!) }),
      { code: "shape-mismatch", received: "float32[2,3] and float32[2,3]" },
    ],
    [
      "a call that tfjs itself refuses is named",
      ({ x: input }) => ({ y: tf.reshape(input!, [5]) }),
      { code: "shape-mismatch" },
    ],
    [
      "reading a value says why there is none",
      ({ x: input }) => ({ y: tf.mul(input!, tf.exp(input!).dataSync()[0]!) }),
      { code: "recorded-read", received: "float32[2,3]" },
    ],
    [
      "a tensor of another dtype than the engine knows is refused",
      ({ x: input }) => ({ y: tf.complex(input!, input!) }),
      { code: "unsupported-kernel" },
    ],
  ];
  for (const [sentence, program, expected] of complaints) {
    test(sentence, () => {
      assert.throws(
        () => record(program, x),
        (error) => {
          assert.ok(error instanceof BenchError);
          for (const [field, value] of Object.entries(expected))
            assert.equal(error[field as keyof BenchError], value);
          return true;
        },
      );
    });
  }

  test("an error says which tfjs function was called, and in which line", () => {
    assert.throws(
      () => record(({ x: input }) => ({ y: tf.matMul(input!, input!) }), x),
      (error) =>
        error instanceof BenchError && /^tf\.matMul at record\.test\.ts:\d+$/.test(error.where ?? ""),
    );
  });

  test("a tensor of an earlier recording is refused", () => {
    let escaped: ReturnType<typeof tf.neg> | undefined;
    record(({ x: input }) => {
      escaped = tf.keep(tf.neg(input!));
      return { y: escaped };
    }, x);
    assert.throws(
      () => record(({ x: input }) => ({ y: tf.add(input!, escaped!) }), x),
      (error) => error instanceof BenchError && error.code === "recorded-escape",
    );
  });
});
