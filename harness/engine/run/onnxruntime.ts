/** onnxruntime-node: loading it, its sessions, and its complaints. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { BenchError, messageOf } from "../../errors/index.ts";
import { requireFromEngine } from "../tfjs.ts";

type OnnxRuntime = typeof import("onnxruntime-node");

export type { InferenceSession, OrtTensor };

let loaded: OnnxRuntime | undefined;

/** Else the library would keep a number of this machine and what it ran in the home folder, to send it, and leave a file in /tmp. */
const telemetrySwitch = "ORT_DISABLE_TELEMETRY";

/** The library, loaded on first use; throws `onnxruntime-missing` where it has no binary for this platform. */
export function onnxruntime(): OnnxRuntime {
  try {
    process.env[telemetrySwitch] ??= "1";
    loaded ??= requireFromEngine("onnxruntime-node") as OnnxRuntime;
    return loaded;
  } catch (error) {
    throw new BenchError("onnxruntime-node cannot be loaded", {
      code: "onnxruntime-missing",
      blame: "environment",
      received: messageOf(error),
      mend: "Run npm ci on a platform that onnxruntime-node supports (Linux and Windows on x64 or arm64, macOS on arm64).",
      cause: error,
    });
  }
}

/** Version of an installed package. */
export function packageVersion(name: string): string {
  return (requireFromEngine(`${name}/package.json`) as { version: string }).version;
}

/** Turns onnxruntime's message into an error that names the program, and says how much memory was wanted if that was it. */
export function sessionError(program: string, doing: string, error: unknown): BenchError {
  const message = messageOf(error);
  const wanted = message.match(/(?:buffer of size|requested_size\D*|allocate)\s*(\d+)/i)?.[1];
  if (/bad_alloc|failed to allocate|out of memory|OutOfMemory|not enough memory/i.test(message)) {
    return new BenchError(`the device ran out of memory while ${doing} ${program}`, {
      code: "out-of-memory",
      blame: "environment",
      where: program,
      ...(wanted === undefined ? {} : { received: `a request for ${wanted} bytes` }),
      mend: "Use a smaller batch, or a device with more memory.",
      cause: error,
    });
  }
  return new BenchError(`onnxruntime failed while ${doing} ${program}`, {
    code: "onnxruntime-failed",
    blame: "harness",
    where: program,
    received: message,
    mend: "Report it with the program's printed graph.",
    cause: error,
  });
}
