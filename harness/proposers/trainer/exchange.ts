import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { writeWhole } from "../../artifacts/index.ts";
import { messageOf } from "../../errors/index.ts";
import { KEPT, trainerError } from "./problem.ts";

/** Writes values as JSON lines. */
export async function writeJsonLines(file: string, values: readonly unknown[]): Promise<void> {
  await writeWhole(file, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/**
 * What a trainer wrote, one value for each of `count` questions. Throws `trainer-answer` with file and line: NaN and infinities, which are no
 * JSON, too few lines, other fields.
 */
export async function readJsonLines<Value>(
  file: string,
  count: number,
  schema: z.ZodType<Value>,
): Promise<Value[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw wrong(file, `${count} lines`, messageOf(error));
  });
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const values = lines.map((line, place) => parsed(line, `${file}:${place + 1}`, schema));
  if (values.length !== count) throw wrong(file, `${count} lines`, `${values.length}`);
  return values;
}

function parsed<Value>(line: string, where: string, schema: z.ZodType<Value>): Value {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    const number = /-?\b(?:NaN|Infinity)\b/.exec(line)?.[0];
    throw wrong(
      where,
      "JSON",
      number === undefined ? JSON.stringify(line.slice(0, 80)) : `${number} in place of a number`,
    );
  }
  const found = schema.safeParse(raw);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw wrong(
    where,
    "what docs/outside-trainer.md has for this file",
    `${issue?.path.join(".")}: ${issue?.message}`,
  );
}

function wrong(where: string, expected: string, received: string) {
  return trainerError("trainer-answer", {
    where,
    expected,
    received,
    mend: `Look for the cause in the trainer; where numbers are none its model overflows, often in float16. ${KEPT}`,
  });
}
