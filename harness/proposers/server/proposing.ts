import { type Answer, inLanes, type KeptAnswers, partsOf } from "../answers.ts";
import type { ProposedText, TextProposing } from "../contract.ts";
import { ask } from "./ask.ts";
import { type CompletionChoice, completionOf, entriesOf, unusable } from "./completion.ts";
import { serverError } from "./problem.ts";
import { promptOf, type SentPrompt, type ServedModel } from "./reading.ts";
import type { Pace } from "./scoring.ts";

interface Drawing {
  readonly n: number;
  readonly temperature: number;
  readonly topP: number;
}

/**
 * Texts for prompts: the likeliest, and then drawn ones. Throws `server-search` for beams, which these servers do not have, and what asking
 * throws.
 */
export async function proposeTexts(
  served: ServedModel,
  answers: Pick<KeptAnswers, "to">,
  pace: Pace,
  prompts: readonly string[],
  proposing: TextProposing,
): Promise<ProposedText[][]> {
  const drawings = drawingsOf(proposing, served);
  const parts = partsOf(
    prompts.map((prompt) => promptOf(served, prompt)),
    pace.batch,
  );
  let done = 0;
  const written = await inLanes(parts, pace.lanes, async (part, place) => {
    const { maxTokens } = proposing;
    const beside: ProposedText[][][] = [];
    for (const drawing of drawings) {
      // A batch's draws depend on its place: prompts that are alike are not answered alike.
      const seed = (proposing.seed + place) % 2 ** 31;
      const request = { write: part, ...drawing, maxTokens, ...(drawing.temperature > 0 && { seed }) };
      beside.push(await answers.to(request, () => writing(served, part, drawing, maxTokens, seed)));
    }
    done += part.length;
    pace.progress(`proposed for ${done} of ${prompts.length} prompts`);
    return part.map((_, row) => beside.flatMap((texts) => texts[row]!));
  });
  return written.flat();
}

function drawingsOf(
  { search, candidates, temperature, topP }: TextProposing,
  served: ServedModel,
): readonly Drawing[] {
  if (search === "beam")
    throw serverError("server-search", {
      where: served.where,
      expected: "greedy or sample",
      received: search,
      mend: "Choose another search; completions servers have no beams.",
    });
  const greedy: Drawing = { n: 1, temperature: 0, topP: 1 };
  if (search === "greedy" || candidates === 1) return [greedy];
  return [greedy, { n: candidates - 1, temperature, topP }];
}

async function writing(
  { line, model, where }: ServedModel,
  prompts: readonly SentPrompt[],
  { n, temperature, topP }: Drawing,
  maxTokens: number,
  seed: number,
): Promise<Answer<ProposedText[][]>> {
  const raw = await ask(line, "/completions", {
    model,
    prompt: prompts,
    n,
    temperature,
    top_p: topP,
    max_tokens: maxTokens,
    logprobs: 1,
    seed,
  });
  const { choices, usage } = completionOf(raw, prompts.length * n, where);
  const texts = choices.map((choice) => proposedText(choice, where));
  const counted = texts.reduce((sum, { tokens }) => sum + tokens, 0);
  const cost = {
    requests: 1,
    promptTokens: usage?.prompt_tokens ?? 0,
    tokens: usage?.completion_tokens ?? counted,
  };
  return { value: prompts.map((_, row) => texts.slice(row * n, (row + 1) * n)), cost };
}

/** A last symbol that is not the end of the text is the model's end, which is not counted. */
function proposedText(choice: CompletionChoice, where: string): ProposedText {
  const { text, finish_reason: reason } = choice;
  const entries = entriesOf(choice, where);
  if (entries === undefined || (entries.length === 0 && text !== ""))
    throw unusable(where, "log-probabilities of what was written", "none");
  const hasEnded = reason !== "length";
  const last = entries.at(-1)?.token ?? "";
  const isEnd = hasEnded && entries.length > 0 && (last === "" || text === "" || !text.endsWith(last));
  const own = isEnd ? entries.slice(0, -1) : entries;
  const first = own[0];
  if (first !== undefined && Number.isNaN(first.logprob))
    throw unusable(where, "finite log-probabilities, none above 0", "null of symbol 0");
  return {
    text,
    logprob: own.reduce((sum, { logprob }) => sum + logprob, 0),
    tokens: own.length,
    hasEnded,
  };
}
