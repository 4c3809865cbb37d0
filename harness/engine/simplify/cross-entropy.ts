/** Products minus the looked-up row: how a hand-written gradient of cross-entropy subtracts the target. */
import type { BinaryFunction, ValueId } from "../graph/index.ts";
import type { Rewriter, Rewrites } from "./rewriter.ts";

export const crossEntropyRules: Rewrites = { binary: [productMinusRows, productMinusScatteredRows] };

/** p·e − e[ids] is (p − one-hot(ids))·e, which touches one value a row instead of a whole row. */
function productMinusRows(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const product = fn === "sub" ? at.made(a, "matmul") : undefined;
  const lookup = fn === "sub" ? at.made(b, "gather") : undefined;
  if (product === undefined || lookup === undefined || !at.usedOnce(a)) return undefined;
  const { transposeA, transposeB, alpha } = product.attributes;
  if (
    transposeA ||
    transposeB ||
    alpha !== 1 ||
    lookup.attributes.axis !== 0 ||
    lookup.attributes.batchDims !== 0
  )
    return undefined;
  const [p, table] = product.inputs as [ValueId, ValueId];
  const [source, ids] = lookup.inputs as [ValueId, ValueId];
  if (source !== table || !areRowsOf(at, ids, p)) return undefined;
  return at.graph.one("matmul", product.attributes, withoutTarget(at, p, ids), table);
}

/** pᵀ·w − Σ w by id is (p − one-hot(ids))ᵀ·w. */
function productMinusScatteredRows(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const product = fn === "sub" ? at.made(a, "matmul") : undefined;
  const scatter = fn === "sub" ? at.made(b, "scatterAdd") : undefined;
  if (product === undefined || scatter === undefined || !at.usedOnce(a)) return undefined;
  const { transposeA, transposeB, alpha } = product.attributes;
  const [p, rows] = product.inputs as [ValueId, ValueId];
  const [scattered, ids] = scatter.inputs as [ValueId, ValueId];
  if (!transposeA || transposeB || !areRowsOf(at, ids, p) || at.shape(p)[1] !== scatter.attributes.size)
    return undefined;
  if (!isScaled(at, scattered, rows, alpha) || !at.isInRange(ids, scatter.attributes.size)) return undefined;
  return at.graph.one("matmul", product.attributes, withoutTarget(at, p, ids), rows);
}

function areRowsOf(at: Rewriter, ids: ValueId, p: ValueId): boolean {
  return at.shape(p).length === 2 && at.shape(ids).length === 1 && at.shape(ids)[0] === at.shape(p)[0];
}

function isScaled(at: Rewriter, value: ValueId, of: ValueId, factor: number): boolean {
  if (value === of) return factor === 1;
  const product = at.made(value, "binary");
  return (
    product?.attributes.fn === "mul" &&
    product.inputs[0] === of &&
    at.fillValue(product.inputs[1]!) === factor
  );
}

function withoutTarget(at: Rewriter, p: ValueId, ids: ValueId): ValueId {
  const minusOne = at.graph.one("fill", { shape: at.shape(ids), dtype: "float32", value: -1 });
  return at.graph.one("putAdd", {}, p, ids, minusOne);
}
