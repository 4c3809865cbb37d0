import { BenchError, type BenchErrorOptions } from "../../errors/index.ts";

const messages = {
  "gguf-peer-missing": "GGUF files are read by a package that is not installed",
  "gguf-broken": "the GGUF file cannot be used",
  "gguf-tokenizes": "the GGUF file's tokenizer cuts texts otherwise than it must",
  "gguf-device": "GGUF files are not computed on this device",
  "gguf-search": "GGUF models do not search like this",
} as const;

/** The error of a GGUF file, or of the program that reads it. */
export function ggufError(
  code: keyof typeof messages,
  details: Omit<BenchErrorOptions, "code" | "blame"> & Partial<Pick<BenchErrorOptions, "blame">>,
): BenchError {
  return new BenchError(messages[code], { code, blame: "environment", ...details });
}
