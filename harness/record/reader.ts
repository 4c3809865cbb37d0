/** A thread of its own that reads records for their outlines: the other side of `readers.ts`. */
import { parentPort } from "node:worker_threads";
import { BenchError } from "../errors/index.ts";
import { checkedRecord } from "./check.ts";
import { bytesOf } from "./file-states.ts";
import { outlineOf } from "./outline.ts";
import type { ReadBeside } from "./readers.ts";

const port = parentPort!;
port.on("message", (files: readonly string[]) => port.postMessage(files.map(readSound)));

/** Null for what is no sound record: who asked reads it again, and says why. */
function readSound(file: string): ReadBeside | null {
  try {
    const { bytes, digest, state } = bytesOf(file);
    const outline = outlineOf(checkedRecord(bytes.toString("utf8"), file));
    return { digest, state, outline: JSON.stringify(outline) };
  } catch (error) {
    if (error instanceof BenchError || (error instanceof Error && "syscall" in error)) return null;
    throw error;
  }
}
