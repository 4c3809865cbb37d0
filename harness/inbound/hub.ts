import type { z } from "zod";
import { BenchError } from "../errors/index.ts";
import { request } from "./request.ts";

/** The hub that is asked unless a mirror is named. */
export const defaultHub = "https://huggingface.co";

/** What is wanted of an answer, and whom the hub knows. */
export interface HubQuestion<Answer> {
  readonly schema: z.ZodType<Answer>;
  /** In words. */
  readonly expected: string;
  /** How else to come by it, as an imperative. */
  readonly byHand: string;
  readonly authorization?: string;
}

/** What a hub answers, checked, and its headers. Throws `download-no-network`, `download-refused`, `hub-unexpected-answer`. */
export async function askHub<Answer>(
  url: string,
  question: HubQuestion<Answer>,
): Promise<{ readonly answer: Answer; readonly headers: Headers }> {
  const { schema, byHand, authorization } = question;
  const response = await request(url, { byHand, ...(authorization && { headers: { authorization } }) });
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return { answer: parsed.data, headers: response.headers };
  throw unexpectedAnswer(url, parsed.error.issues[0]?.message ?? "something else", question);
}

/** The error of a hub that says something else than it used to. */
export function unexpectedAnswer(
  where: string,
  received: string,
  { expected, byHand }: Pick<HubQuestion<unknown>, "expected" | "byHand">,
): BenchError {
  return new BenchError("the hub's answer is not what it used to be", {
    code: "hub-unexpected-answer",
    blame: "environment",
    where,
    expected,
    received,
    mend: `Download the files with a browser and ${byHand}.`,
  });
}
