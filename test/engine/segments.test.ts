import assert from "node:assert/strict";
import { test } from "node:test";
import { printGraph } from "../../harness/engine/graph/index.ts";
import { boundary, openDevice, type Program, type Tensor, tf } from "../../harness/engine/index.ts";
import { record } from "../../harness/engine/record/index.ts";
import { recomputeSegments, simplify } from "../../harness/engine/simplify/index.ts";

const float = (...shape: number[]) => ({ shape, dtype: "float32" }) as const;
const signature = { x: float(2, 3), a: float(3, 3), b: float(3, 3) };

/** Two layers, with boundaries around and between them unless told otherwise. */
function layered(mark: (x: Tensor, place: number) => Tensor): Program {
  return ({ x, a, b }) => {
    const loss = (first: Tensor, second: Tensor) => {
      let states = mark(x!, 0);
      for (const [place, weights] of [first, second].entries())
        states = mark(tf.tanh(tf.matMul(states, weights)), place + 1);
      return tf.sum(states);
    };
    const { value, grads } = tf.valueAndGrads(loss as (...all: Tensor[]) => Tensor)([a!, b!]);
    return { loss: value, a: grads[0]!, b: grads[1]! };
  };
}

test("a segment is computed again once its gradient is there, and its gradient waits for those of the segment behind it", () => {
  assert.equal(
    printGraph(simplify(recomputeSegments(record(layered(boundary), signature)))),
    `%0 = input() name=x float32[2,3]
%1 = input() name=a float32[3,3]
%2 = input() name=b float32[3,3]
%3 = matmul(%0, %1) float32[2,3]
%4 = unary(%3) fn=tanh float32[2,3]
%5 = matmul(%4, %2) float32[2,3]
%6 = unary(%5) fn=tanh float32[2,3]
%7 = reduce(%6) fn=sum axes=[0,1] squeeze float32[]
%8 = fill() value=1 float32[]
%9 = fill() value=1 float32[2,3]
%10 = after(%4, %9) float32[2,3]
%11 = matmul(%10, %2) float32[2,3]
%12 = unary(%11) fn=tanh float32[2,3]
%13 = binary(%12, %12) fn=mul float32[2,3]
%14 = binary(%8, %13) fn=sub float32[2,3]
%15 = matmul(%14, %2) transposeB float32[2,3]
%16 = matmul(%10, %14) transposeA float32[3,3]
%17 = after(%15, %16) float32[2,3]
%18 = after(%0, %17) float32[2,3]
%19 = matmul(%18, %1) float32[2,3]
%20 = unary(%19) fn=tanh float32[2,3]
%21 = binary(%20, %20) fn=mul float32[2,3]
%22 = binary(%8, %21) fn=sub float32[2,3]
%23 = binary(%22, %17) fn=mul float32[2,3]
%24 = matmul(%18, %23) transposeA float32[3,3]
return loss: %7, a: %24, b: %16
`,
  );
});

test("a program without boundaries is handed back as it is", () => {
  const graph = record(
    layered((x) => x),
    signature,
  );
  assert.equal(recomputeSegments(graph), graph);
});

test("values and gradients are the same to the last bit, and the same where gates are NaN", async () => {
  await using device = await openDevice("cpu");
  const values = (count: number, from: number) =>
    Float32Array.from({ length: count }, (_, at) => Math.sin(from + at));
  for (const last of [0.3, Number.NaN]) {
    const x = values(6, 1).with(5, last);
    const feeds = {
      x: { ...signature.x, data: x },
      a: { ...signature.a, data: values(9, 2) },
      b: { ...signature.b, data: values(9, 3) },
    };
    const results = [];
    for (const mark of [boundary, (one: Tensor) => one]) {
      await using compiled = await device.compile(layered(mark), signature);
      results.push((await compiled.run(feeds)).host);
    }
    assert.deepEqual(results[0], results[1]);
  }
});
