import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../errors/index.ts";
import { type Checksum, digestsOf } from "./digest.ts";
import { isDiskRefusal } from "./disk.ts";
import { RefusedError, request } from "./request.ts";

/** One file to download, and how to know that it came over whole. */
export interface Download {
  readonly url: string;
  readonly target: string;
  readonly bytes: number;
  readonly checksum: Checksum;
  /** How else to come by it, as an imperative: "use `data import`". */
  readonly byHand: string;
  /** Sent with each request; never to another host that the answer leads to. */
  readonly authorization?: string;
  /** Told how many bytes are there, now and then. */
  progress?(bytes: number): void;
  /** Attempts in a row that bring no byte before giving up; default 4. */
  readonly attempts?: number;
  /** Pause before the second attempt, doubled each time; default 1,000. */
  readonly pauseMs?: number;
  /** Silence after which an attempt counts as broken off; default 60,000. */
  readonly stallMs?: number;
}

/**
 * Downloads a file, continuing where an earlier call stopped, and checks length and checksum. Throws Node's own errors of the
 * disk, `download-no-network`, `download-refused`, `download-interrupted` (what came is kept) and `download-corrupt` (thrown away).
 */
export async function download(options: Download): Promise<void> {
  if ((await sizeOf(options.target)) === options.bytes) return verify(options.target, options);
  const part = `${options.target}.part`;
  await fill(part, options);
  await verify(part, options);
  await rename(part, options.target);
}

async function fill(part: string, options: Download): Promise<void> {
  let failures = 0;
  let error: unknown;
  while ((await sizeOf(part)) !== options.bytes) {
    const before = await sizeOf(part);
    if (failures > 0) await sleep((options.pauseMs ?? 1000) * 2 ** (failures - 1));
    try {
      await attempt(part, before > options.bytes ? 0 : before, options);
    } catch (reason) {
      if (isDiskRefusal(reason)) throw reason;
      if (reason instanceof RefusedError && reason.status < 500 && reason.status !== 429) throw reason;
      error = reason;
    }
    const after = await sizeOf(part);
    failures = after > before && after <= options.bytes ? 0 : failures + 1;
    if (failures >= (options.attempts ?? 4)) throw gaveUp(after, options, error);
  }
}

/** One request from byte `start` on; what arrives is written at once, so that a break loses nothing. */
async function attempt(part: string, start: number, options: Download): Promise<void> {
  const broken = new AbortController();
  const stallMs = options.stallMs ?? 60_000;
  const stalled = () => broken.abort(new Error(`no data for ${stallMs} ms`));
  let timer = setTimeout(stalled, stallMs);
  try {
    const { url, byHand, authorization } = options;
    const headers = {
      ...(start > 0 && { range: `bytes=${start}-` }),
      ...(authorization !== undefined && { authorization }),
    };
    const response = await request(url, { headers, signal: broken.signal, byHand });
    const goesOn = continues(response, start);
    await using file = await open(part, goesOn ? "a" : "w");
    let bytes = goesOn ? start : 0;
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      await file.write(chunk);
      bytes += chunk.length;
      options.progress?.(bytes);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** False when the server sends the whole file although a part was asked for. */
function continues(response: Response, start: number): boolean {
  return (
    response.status === 206 && (response.headers.get("content-range") ?? "").startsWith(`bytes ${start}-`)
  );
}

const checksumNames = { sha256: "SHA-256", "git-blob": "git's SHA-1" } as const satisfies Record<
  Checksum["kind"],
  string
>;

async function verify(path: string, { url, bytes, checksum }: Download): Promise<void> {
  const found = await digestsOf(path);
  const received = checksum.kind === "sha256" ? found.sha256 : found.gitBlob;
  if (received === checksum.digest && found.bytes === bytes) return;
  await rm(path);
  throw new BenchError("the downloaded file is not the one that was promised", {
    code: "download-corrupt",
    blame: "environment",
    where: url,
    expected: `${checksumNames[checksum.kind]} ${checksum.digest}`,
    received: `${checksumNames[checksum.kind]} ${received}`,
    mend: "Run the command again: the file was thrown away and will be downloaded afresh.",
  });
}

function gaveUp(received: number, { url, bytes }: Download, error: unknown): unknown {
  if (error instanceof BenchError && received === 0) return error;
  return new BenchError("the download broke off", {
    code: "download-interrupted",
    blame: "environment",
    where: url,
    expected: `${bytes} bytes`,
    received: `${received} bytes`,
    mend: "Run the same command again: it continues where it stopped.",
    cause: error,
  });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
