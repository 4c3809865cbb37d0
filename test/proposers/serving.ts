import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { openArtifacts } from "../../harness/artifacts/index.ts";

/** Whatever has an end to wait for: a test, or a file of tests. */
export interface Until {
  after(work: () => unknown): void;
}

/** A server over bigrams in a process of its own. */
export interface Serving {
  readonly address: string;
  readonly port: number;
  /** What its next completions suffer, one after the other, and what all of them do. */
  suffer(faults: { readonly next?: readonly string[]; readonly always?: string }): Promise<void>;
  asked(): Promise<number>;
  /** SHA-256 of the body of every completion it was asked for, answered or not. */
  bodies(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startServer(t: Until, form = "echo", wanted = 0): Promise<Serving> {
  const program = join(import.meta.dirname, "fixtures", "server.ts");
  const child = execa(process.execPath, [program, form, String(wanted)], { buffer: false, reject: false });
  const stop = async () => {
    child.kill("SIGKILL");
    await child;
  };
  t.after(stop);
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const port = Number(line);
  const origin = `http://127.0.0.1:${port}`;
  return {
    address: `${origin}/v1`,
    port,
    suffer: async (faults) =>
      void (await fetch(`${origin}/faults`, { method: "PUT", body: JSON.stringify(faults) })),
    asked: async () => Number(await (await fetch(`${origin}/asked`)).text()),
    bodies: async () => (await (await fetch(`${origin}/bodies`)).json()) as string[],
    stop,
  };
}

/** An empty store of artifacts. */
export async function emptyStore(t: Until) {
  const folder = await mkdtemp(join(tmpdir(), "proposers-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { folder, store: openArtifacts(join(folder, "artifacts")) };
}
