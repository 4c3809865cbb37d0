/** A worker process: runs cells one after another, told by messages; dies with the process that started it. */
import { getEachMessage, sendMessage } from "execa";
import { discoverSubmissions } from "../submission/index.ts";
import { discoverTasks, type Task, tasksOnData } from "../task/index.ts";
import { findCell } from "./cells.ts";
import type { FromWorker, ToWorker, WorkerSetup } from "./messages.ts";
import { recordCell } from "./recording.ts";

const send = (message: FromWorker) => sendMessage({ ...message });

process.once("disconnect", () => process.exit(1));

async function serve(setup: WorkerSetup, messages: AsyncIterator<unknown>): Promise<void> {
  const tasks = await tasksFor(setup);
  const { submissions } = discoverSubmissions(setup.root, tasks);
  for (let next = await messages.next(); next.done !== true; next = await messages.next()) {
    const message = next.value as ToWorker;
    if (message.type !== "cell") continue;
    const cell = findCell(tasks, submissions, message.id);
    const progress = (text: string) => void send({ type: "progress", text }).catch(() => process.exit(1));
    await send({ type: "ended", ending: await recordCell(cell, setup, message.wait, progress) });
  }
}

async function tasksFor({ root, data }: WorkerSetup): Promise<readonly Task[]> {
  const tasks = await discoverTasks(root);
  return data === undefined ? tasks : tasksOnData(tasks, data.name, data.folder);
}

const messages = getEachMessage()[Symbol.asyncIterator]();
const first = (await messages.next()).value as unknown as ToWorker;
if (first.type === "setup") await serve(first.setup, messages);
