import type { Bundle } from "../../../harness/artifacts/index.ts";
import { proposingOf } from "../../../harness/models/index.ts";
import type { Tokenizer } from "../../../harness/models/language/index.ts";
import type { ProposedText, TextModel, TextProposing } from "../../../harness/proposers/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import {
  type Judge,
  type Pair,
  plainWriting,
  SequencePool,
  sequencePool,
} from "../../../harness/sequence/index.ts";
import type { Sample, Student, Verify } from "../../../harness/task/index.ts";
import { measure } from "../metrics.ts";
import type { LanguageSetting } from "./settings.ts";

export type Articles = readonly Pair<string, string>[];

/** What models that take texts are asked about. */
export interface TextTask {
  readonly judge: Judge<string, string>;
  readonly test: Articles;
  /** The test's references without a fact wrong. */
  readonly right: readonly string[];
  /** Most symbols of a summary. */
  readonly summaryLength: number;
  /** Test articles whose summaries are kept. */
  readonly samples: number;
  /** A round's articles. */
  poolOf(round: number): Articles;
  promptOf(article: string): string;
  luck(round: number): RandomStream;
}

const SEEDS = 2 ** 31;

/** An article cut to the setting's symbols, and what stands before its summary. */
export function prompter(
  { articleLength, prompt }: Pick<LanguageSetting, "articleLength" | "prompt">,
  tokenizer: Tokenizer,
): TextTask["promptOf"] {
  const room = articleLength - tokenizer.encode(prompt, true).length;
  return (article) => {
    const symbols = tokenizer.encode(article);
    const read = symbols.length <= room ? article : tokenizer.decode(symbols.subarray(0, room));
    return `${read}${prompt}`;
  };
}

/** A summary as it stands after a prompt. None at all is scored as a line feed: servers score no end. */
export function textAfter(summary: string): string {
  return summary === "" ? "\n" : ` ${summary}`;
}

/** A model that takes texts as a proposer; `saved` is what `restore` knows it by. */
export function textStudent(model: TextModel, task: TextTask, saved: () => Bundle): Student {
  let tested: Promise<readonly string[]> | undefined;

  async function summaries(
    pairs: Articles,
    asked: Omit<TextProposing, "maxTokens">,
  ): Promise<ProposedText[][]> {
    const prompts = pairs.map(({ input }) => task.promptOf(input));
    const texts = await model.propose(prompts, { ...asked, maxTokens: task.summaryLength });
    return texts.map((list) => list.map((written) => ({ ...written, text: written.text.trim() })));
  }

  function testSummaries(): Promise<readonly string[]> {
    const greedy = { search: "greedy", candidates: 1, temperature: 1, topP: 1, seed: 0 } as const;
    tested ??= summaries(task.test, greedy).then((lists) => lists.map(([written]) => written!.text));
    return tested;
  }

  return {
    async propose({ round }, decoding) {
      const asked = { ...proposingOf(decoding), seed: task.luck(round).integer(SEEDS) };
      const articles = task.poolOf(round);
      const before = model.cost;
      const written = (await summaries(articles, asked)).flat();
      const { promptTokens, tokens } = model.cost;
      return new SequencePool(
        shownPlainly(task),
        articles,
        plainWriting(
          written.map(({ text }) => text),
          {
            logprobs: Float64Array.from(written, ({ logprob }) => logprob),
            tokens: Int32Array.from(written, (text) => Math.max(1, text.tokens)),
            cost: { promptTokens: promptTokens - before.promptTokens, tokens: tokens - before.tokens },
          },
        ),
      );
    },
    evaluate: async () =>
      measure(
        await testSummaries(),
        task.test.map(({ output }) => output),
        task.right,
      ),
    samples: async () => (await testSummaries()).slice(0, task.samples),
    save: saved,
  };
}

/** How likely a model finds a candidate, per symbol. */
export function textVerifier(
  model: () => Promise<TextModel>,
  { promptOf }: Pick<TextTask, "promptOf">,
): Verify {
  return async (pool, { items, candidates }) => {
    const own = sequencePool<string, string>(pool);
    const pairs = Array.from(items, (item, place) => ({
      prompt: promptOf(own.pairs[item]!.input),
      text: textAfter(own.outputOf(item, candidates[place]!)),
    }));
    const scores = await (await model()).score(pairs);
    return Float64Array.from(scores, ({ logprob, tokens }) => Math.fround(logprob / Math.max(1, tokens)));
  };
}

/** Strategies see articles as they are. */
export function shownPlainly({ judge }: Pick<TextTask, "judge">) {
  return { judge, shown: (article: string) => article };
}

/** What records keep of test articles. */
export function samplesOf({ test, samples }: Pick<TextTask, "test" | "samples">): readonly Sample[] {
  return test.slice(0, samples).map(({ input, output }) => ({ input, reference: output }));
}
