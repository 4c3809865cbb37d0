/** Runs a program once on the record backend. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { BenchError, messageOf } from "../../errors/index.ts";
import { buildGraph, type Graph, type ValueId } from "../graph/index.ts";
import type { DType, Program, Signature } from "../tensors.ts";
import { tf } from "../tfjs.ts";
import { recordBackendName } from "./backend.ts";
import { callInProgress } from "./call.ts";
import { recordBackend } from "./register.ts";

/** The graph of `program` for inputs of these shapes; throws `unsupported-kernel`, `shape-mismatch`, `dtype-mismatch`, `recorded-read`. */
export function record(program: Program, signature: Signature): Graph {
  const previous = tf.getBackend();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  tf.setBackend(recordBackendName);
  tf.engine().startScope();
  const graph = buildGraph();
  try {
    return recordBackend.recordInto(graph, () => {
      const inputs = Object.entries(signature).map(([name, { shape, dtype, stored }]) => {
        const value = graph.one("input", { name, shape, dtype, ...(stored && { stored }) });
        return [name, tf.engine().makeTensorFromTensorInfo(recordBackend.handle(value))] as const;
      });
      const outputs = Object.entries(program(Object.fromEntries(inputs)));
      return graph.finish(Object.fromEntries(outputs.map(([name, tensor]) => [name, valueIn(tensor)])));
    });
  } catch (error) {
    throw explained(error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    tf.engine().endScope();
    if (previous !== undefined && previous !== recordBackendName) tf.setBackend(previous);
  }
}

function valueIn(tensor: Tensor): ValueId {
  return recordBackend.valueIn(tensor.dataId, { shape: tensor.shape, dtype: tensor.dtype as DType });
}

/** tfjs's own complaints name shapes but are plain errors. */
function explained(error: unknown): unknown {
  if (error instanceof BenchError) return withCall(error);
  if (!(error instanceof Error) || !/node_modules.*tfjs-core/.test(error.stack ?? "")) return error;
  const call = callInProgress(error.stack);
  return new BenchError("tfjs refused a call while the program was being recorded", {
    code: /shape|broadcast|rank|dimension/i.test(messageOf(error)) ? "shape-mismatch" : "invalid-call",
    blame: "harness",
    ...(call === undefined ? {} : { where: call }),
    received: messageOf(error).replace(/\.$/, ""),
    mend: "Give the call tensors whose shapes and dtypes fit.",
    cause: error,
  });
}

/** Errors from shape inference know the operator; the stack knows the call and its line. */
function withCall(error: BenchError): BenchError {
  const call = callInProgress(error.stack);
  if (call === undefined || error.where?.startsWith("tf.") === true) return error;
  const { code, blame, expected, received, mend, cause } = error;
  return new BenchError(error.message, {
    code,
    blame,
    where: call,
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    mend,
    cause: cause ?? error,
  });
}
