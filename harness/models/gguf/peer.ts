import { messageOf } from "../../errors/index.ts";
import { ggufError } from "./problem.ts";

/** The optional peer, and the version that was tried. */
const PEER = "node-llama-cpp";
const INSTALL = "Run npm install --no-save --save-optional node-llama-cpp@3.21.1.";

/** A symbol's number. */
export type Token = number;

/** Of a sequence's evaluation: for each symbol that was asked about, the probabilities of what follows. */
export type Evaluated = readonly (
  | { readonly next: { readonly probabilities?: ReadonlyMap<Token, number> } }
  | undefined
)[];

/** The parts of the peer that are used, in its own words; its types are not there where it is not. */
export interface LlamaSequence {
  readonly nextTokenIndex: number;
  compareContextTokens(tokens: readonly Token[]): { readonly firstDifferentIndex: number };
  eraseContextTokenRanges(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]): Promise<void>;
  controlledEvaluate(input: readonly (readonly [Token, object])[]): Promise<Evaluated>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly tokens: {
    readonly bos: Token | null;
    readonly eos: Token | null;
    readonly shouldPrependBosToken: boolean;
  };
  readonly trainContextSize: number;
  /** What the file's heading says, its keys cut at points. */
  readonly fileInfo: { readonly metadata: unknown; readonly tensorInfo?: readonly LlamaTensor[] };
  tokenize(text: string, specialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean): string;
  createContext(options: object): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface LlamaTensor {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly ggmlType: number;
}

export interface Llama {
  readonly gpu: string | false;
  loadModel(options: object): Promise<LlamaModel>;
}

interface Peer {
  getLlama(options: object): Promise<Llama>;
  getModuleVersion(): Promise<string>;
  readonly GgmlType: Readonly<Record<number, string>>;
}

/** llama.cpp, started for this process: a second one of it would lose the first one's log, so it is never closed. */
export interface StartedLlama {
  readonly llama: Llama;
  /** Package, version, and what computes: whatever changes figures. */
  readonly program: string;
  typeName(ggmlType: number): string;
  /** What it said of errors since it was last asked. */
  complaints(): Promise<string>;
}

const gpus: Readonly<Record<string, "auto" | "cuda" | false>> = { auto: "auto", cpu: false, cuda: "cuda" };
const running = new Map<string, Promise<StartedLlama>>();

/**
 * Starts llama.cpp from the peer's prebuilt binaries, once: nothing is compiled or fetched. Throws `gguf-peer-missing`, `gguf-device`.
 * `packageName` is another one in tests only.
 */
export function startLlama(device: string, packageName: string = PEER): Promise<StartedLlama> {
  const key = `${device} ${packageName}`;
  const known = running.get(key);
  if (known !== undefined) return known;
  const started = start(device, packageName);
  running.set(key, started);
  return started;
}

async function start(device: string, packageName: string): Promise<StartedLlama> {
  const gpu = gpus[device];
  if (gpu === undefined)
    throw ggufError("gguf-device", {
      blame: "usage",
      where: "--device",
      expected: Object.keys(gpus).join(", "),
      received: device,
      mend: "Name one of auto, cpu and cuda.",
    });
  const peer = await imported(packageName);
  const log: string[] = [];
  const logger = (_level: string, message: string) => void log.push(message.trim());
  const quiet = { logLevel: "error", logger, progressLogs: false };
  const llama = await peer
    .getLlama({ gpu, build: "never", skipDownload: true, ...quiet })
    .catch((error: unknown) => {
      throw ggufError("gguf-device", {
        where: `--device ${device}`,
        expected: "binaries of llama.cpp that run here",
        received: messageOf(error),
        mend: "Choose --device cpu, or install the package for this platform with its optional dependencies.",
        cause: error,
      });
    });
  return {
    llama,
    program: `${PEER} ${await peer.getModuleVersion()} on ${llama.gpu === false ? "cpu" : llama.gpu}`,
    typeName: (type) => peer.GgmlType[type] ?? `type ${type}`,
    complaints: async () => {
      // The log comes from threads of its own, after the error.
      for (let [waited, seen] = [0, 0]; waited < LONGEST_LOG_MS; waited += LOG_STEP_MS) {
        await new Promise((resolve) => setTimeout(resolve, LOG_STEP_MS));
        if (log.length > 0 && log.length === seen) break;
        seen = log.length;
      }
      return log.splice(0).join("; ");
    },
  };
}

const LONGEST_LOG_MS = 500;
const LOG_STEP_MS = 20;

async function imported(packageName: string): Promise<Peer> {
  try {
    return (await import(packageName)) as Peer;
  } catch (error) {
    throw ggufError("gguf-peer-missing", {
      where: packageName,
      expected: `the optional package ${PEER}`,
      received: messageOf(error).split("\n")[0]!,
      mend: INSTALL,
      cause: error,
    });
  }
}
