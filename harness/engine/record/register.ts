/** Registers the record backend with tfjs, once: rules for known kernels, an explanation for all others. */
import { BenchError } from "../../errors/index.ts";
import { tf } from "../tfjs.ts";
import { RecordBackend, recordBackendName } from "./backend.ts";
import { callInProgress } from "./call.ts";
import { type KernelName, kernelRules } from "./kernels.ts";

/** The process's record backend. */
export const recordBackend = register();

function register(): RecordBackend {
  const backend = new RecordBackend();
  tf.registerBackend(recordBackendName, () => backend, 0);
  const recorded = Object.keys(kernelRules) as KernelName[];
  for (const kernelName of recorded) {
    tf.registerKernel({
      kernelName,
      backendName: recordBackendName,
      kernelFunc: (call) => backend.runRule(kernelName, call),
    });
  }
  for (const kernelName of allKernelNames()) {
    if (kernelName in kernelRules) continue;
    tf.registerKernel({
      kernelName,
      backendName: recordBackendName,
      kernelFunc: () => {
        throw unsupported(kernelName);
      },
    });
  }
  return backend;
}

/** tfjs exports each kernel's name as a constant of that name (`_FusedMatMul` for fused ones). */
function allKernelNames(): readonly string[] {
  return Object.entries(tf).flatMap(([name, value]) =>
    typeof value === "string" && (value === name || value === `_${name}`) ? [value] : [],
  );
}

function unsupported(kernelName: string): BenchError {
  const call = callInProgress();
  return new BenchError(`the kernel ${kernelName} cannot be recorded`, {
    code: "unsupported-kernel",
    blame: "harness",
    ...(call === undefined ? {} : { where: call }),
    expected: "a kernel of harness/engine/record/kernels.ts",
    received: kernelName,
    mend: `Write it with other tfjs functions, or add a rule named ${kernelName} to harness/engine/record (docs/engine.md says how).`,
  });
}
