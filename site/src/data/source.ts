import { readFileSync } from "node:fs";
import path from "node:path";
import type { Submission } from "../../../harness/submission/index.ts";

/** A file of a submission; `text` is null when it is binary or too long to show. */
export interface SourceFile {
  readonly name: string;
  readonly language: string;
  readonly bytes: number;
  readonly text: string | null;
}

const longestShownBytes = 64 * 1024;
const languages: Readonly<Record<string, "typescript" | "javascript" | "python" | "yaml" | "json" | "bash">> =
  {
    ".ts": "typescript",
    ".js": "javascript",
    ".mjs": "javascript",
    ".py": "python",
    ".yaml": "yaml",
    ".json": "json",
    ".sh": "bash",
  };

/** The files of a submission by name, exactly those that its hash covers, and its manifest last. */
export function sourceFilesOf({ folder, files }: Submission): readonly SourceFile[] {
  return [...Object.keys(files), "submission.yaml"].map((name) => sourceFile(folder, name));
}

function sourceFile(folder: string, name: string): SourceFile {
  const content = readFileSync(path.join(folder, name));
  const shown = content.length <= longestShownBytes && !content.includes(0);
  return {
    name,
    language: languages[path.extname(name)] ?? "plaintext",
    bytes: content.length,
    text: shown ? content.toString("utf8") : null,
  };
}
