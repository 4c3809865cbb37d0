import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { printGraph } from "../../harness/engine/graph/index.ts";
import { layerNorm, type Program, type Signature, type Tensor, tf } from "../../harness/engine/index.ts";
import { lowerToBytes } from "../../harness/engine/lower/index.ts";
import { record } from "../../harness/engine/record/index.ts";
import { simplify } from "../../harness/engine/simplify/index.ts";

function simplified(program: Program, signature: Signature): string {
  return printGraph(simplify(record(program, signature)));
}

const float = (...shape: number[]) => ({ shape, dtype: "float32" }) as const;

describe("simplifying a graph", () => {
  test("the gradient of a bias is one sum", () => {
    const program: Program = ({ x, bias, weight }) => {
      const loss = (b: Tensor) => tf.mean(tf.mul(tf.add(x!, b), weight!));
      return { slope: tf.grad(loss)(bias!) };
    };
    assert.equal(
      simplified(program, { x: float(8, 3), bias: float(3), weight: float(8, 3) }),
      `%0 = input() name=x float32[8,3]
%1 = input() name=bias float32[3]
%2 = input() name=weight float32[8,3]
%3 = fill() value=0.0416666679084301 float32[]
%4 = reduce(%2) fn=sum axes=[0] float32[1,3]
%5 = binary(%4, %3) fn=mul float32[1,3]
%6 = reshape(%5) float32[3]
return slope: %6
`,
    );
  });

  test("the gradient of relu is one mask", () => {
    const program: Program = ({ x, dy }) => ({
      slope: tf.grad((value) => tf.sum(tf.mul(tf.relu(value), dy!)))(x!),
    });
    assert.equal(
      simplified(program, { x: float(4), dy: float(4) }),
      `%0 = input() name=x float32[4]
%1 = input() name=dy float32[4]
%2 = unary(%0) fn=step float32[4]
%3 = binary(%1, %2) fn=mul float32[4]
return slope: %3
`,
    );
  });

  test("a log-softmax is one operation however tfjs writes it", () => {
    assert.equal(
      simplified(({ x }) => ({ y: tf.logSoftmax(x!) }), { x: float(4, 5) }),
      `%0 = input() name=x float32[4,5]
%1 = softmax(%0) log float32[4,5]
return y: %1
`,
    );
  });

  test("softmax of a log-softmax is a softmax", () => {
    assert.equal(
      simplified(({ x }) => ({ y: tf.softmax(tf.logSoftmax(x!)) }), { x: float(4, 5) }),
      `%0 = input() name=x float32[4,5]
%1 = softmax(%0) float32[4,5]
return y: %1
`,
    );
  });

  test("scale and shift go into a normalisation that nothing else reads", () => {
    const norm: Program = ({ x, scale, shift }) => ({ y: tf.add(tf.mul(layerNorm(x!), scale!), shift!) });
    const signature = { x: float(4, 5), scale: float(5), shift: float(5) };
    assert.equal(
      simplified(norm, signature),
      `%0 = input() name=x float32[4,5]
%1 = input() name=scale float32[5]
%2 = input() name=shift float32[5]
%3, %4 = layerNorm(%0, %1, %2) epsilon=0.00001 float32[4,5] float32[4,1]
return y: %3
`,
    );
    const alsoRead: Program = (inputs) => ({ ...norm(inputs), plain: layerNorm(inputs["x"]!) });
    assert.match(simplified(alsoRead, signature), /fn=mul/);
  });

  test("a one-hot product looks rows up and its gradient adds rows up", () => {
    const text = simplified(
      ({ table, ids }) => {
        const rows = (value: Tensor) =>
          tf.sum(tf.square(tf.matMul(tf.cast(tf.oneHot(ids!, 6), "float32"), value)));
        return { slope: tf.grad(rows)(table!) };
      },
      { table: float(6, 3), ids: { shape: [4], dtype: "int32" } },
    );
    assert.match(text, /= gather\(/);
    assert.match(text, /= scatterAdd\(.*size=6/);
    assert.doesNotMatch(text, /oneHot|matmul/);
  });

  test("cross-entropy written with a one-hot touches one value a row", () => {
    const text = simplified(
      ({ logits, ids }) => {
        const loss = (value: Tensor) => {
          const hot = tf.cast(tf.oneHot(ids!, 50), "float32");
          return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(value)), -1)));
        };
        return { slope: tf.grad(loss)(logits!) };
      },
      { logits: float(8, 50), ids: { shape: [8], dtype: "int32" } },
    );
    assert.match(text, /= putAdd\(/);
    assert.doesNotMatch(text, /oneHot/);
  });

  test("a hand-written cross-entropy gradient subtracts the target once, before both products", () => {
    const text = simplified(
      ({ p, table, states, ids }) => ({
        states: tf.sub(tf.matMul(p!, table!), tf.gather(table!, ids! as never)),
        table: tf.sub(
          tf.matMul(p!, states!, true, false),
          tf.unsortedSegmentSum(states! as never, ids! as never, 50),
        ),
      }),
      { p: float(8, 50), table: float(50, 3), states: float(8, 3), ids: { shape: [8], dtype: "int32" } },
    );
    assert.equal(text.match(/= putAdd\(/g)?.length, 1);
    assert.doesNotMatch(text, /gather|scatterAdd/);
  });

  test("transpositions and factors become attributes of the product", () => {
    assert.equal(
      simplified(({ a, b }) => ({ y: tf.mul(tf.matMul(a!, tf.transpose(b!)), 0.5) }), {
        a: float(2, 3),
        b: float(4, 3),
      }),
      `%0 = input() name=a float32[2,3]
%1 = input() name=b float32[4,3]
%2 = matmul(%0, %1) transposeB alpha=0.5 float32[2,4]
return y: %2
`,
    );
  });

  test("rows times one matrix are one product, not one per sheet", () => {
    assert.match(
      simplified(({ a, b }) => ({ y: tf.matMul(a!, tf.reshape(b!, [1, 3, 4])) }), {
        a: float(5, 2, 3),
        b: float(3, 4),
      }),
      /matmul\(%\d+, %\d+\) float32\[10,4\]/,
    );
  });

  test("the gradients of slices side by side are one concatenation", () => {
    const text = simplified(
      ({ x, dy }) => {
        const loss = (value: Tensor) => {
          const left = tf.slice(value, [0, 0], [2, 3]);
          const right = tf.slice(value, [0, 3], [2, 3]);
          return tf.sum(tf.mul(tf.mul(left, right), dy!));
        };
        return { slope: tf.grad(loss)(x!) };
      },
      { x: float(2, 6), dy: float(2, 3) },
    );
    assert.match(text, /= concat\(/);
    assert.doesNotMatch(text, /pad/);
  });

  test("repeated and unused operations go, inputs stay", () => {
    const program: Program = ({ x }) => {
      tf.sin(x!);
      return { y: tf.add(tf.exp(x!), tf.exp(x!)) };
    };
    assert.equal(
      simplified(program, { x: float(2), unused: float(1) }),
      `%0 = input() name=x float32[2]
%1 = input() name=unused float32[1]
%2 = unary(%0) fn=exp float32[2]
%3 = binary(%2, %2) fn=add float32[2]
return y: %3
`,
    );
  });

  test("a fill of four million values costs no bytes in the model", () => {
    const graph = simplify(
      record(({ x }) => ({ y: tf.add(tf.mul(x!, tf.ones([2048, 2048])), tf.fill([2048, 2048], 3)) }), {
        x: float(2048, 1),
      }),
    );
    assert.ok(lowerToBytes(graph, "fill", "cpu").length < 2048);
  });

  test("operations on constants are done once, before the run", () => {
    assert.match(
      simplified(({ x }) => ({ y: tf.mul(x!, tf.sqrt(tf.add(tf.tensor([3, 8]), 1))) }), { x: float(2) }),
      /constant\(\) \{2,3\}/,
    );
  });
});
