/** A thread of its own that runs loaded programs: the other side of `lanes.ts`. */
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { messageOf } from "../../errors/index.ts";
import type { DType, HostTensor } from "../tensors.ts";
import { type LaneAnswer, type LaneTask, ortTensor, type Tensors } from "./lane-messages.ts";
import type { InferenceSession, OrtTensor } from "./onnxruntime.ts";

const require = createRequire(import.meta.url);
const { InferenceSession: Session, Tensor } =
  require("onnxruntime-node") as typeof import("onnxruntime-node");
const sessions = new Map<number, InferenceSession>();

const port = parentPort!;
port.on("message", async (task: LaneTask) => {
  const answer = await answerTo(task);
  const buffers = answer.state === "done" ? Object.values(answer.results).map(({ data }) => data.buffer) : [];
  port.postMessage(answer, buffers as ArrayBuffer[]);
});

async function answerTo(task: LaneTask): Promise<LaneAnswer> {
  try {
    return { state: "done", results: await resultsOf(task) };
  } catch (error) {
    return { state: "failed", reason: messageOf(error) };
  }
}

async function resultsOf(task: LaneTask): Promise<Tensors> {
  if (task.kind === "load") {
    sessions.set(task.program, await Session.create(task.bytes, task.options));
    return {};
  }
  const session = sessions.get(task.program)!;
  if (task.kind === "run") {
    const feeds = mapped(task.feeds, (fed) => ortTensor(Tensor, fed));
    return mapped(await session.run(feeds), copied);
  }
  sessions.delete(task.program);
  session.endProfiling();
  await session.release();
  return {};
}

/** The library's own memory cannot leave the thread. */
function copied(tensor: OrtTensor): HostTensor {
  const data = (tensor.data as HostTensor["data"]).slice();
  return { shape: tensor.dims, dtype: tensor.type as DType, data };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
