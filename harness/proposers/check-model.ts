import { articles, knownPairs, promptOf } from "./articles.ts";
import type { ProposedText, TextCost, TextModel, TextProposing, TextScore } from "./contract.ts";

/** One text of a model, as it wrote it and as it reads it. */
export interface CheckedText {
  /** Number of the article. */
  readonly article: number;
  readonly written: ProposedText;
  /** Undefined where what is read counts an end that was not written. */
  readonly read: TextScore | undefined;
}

/** What a model did with three articles. */
export interface CheckReport {
  readonly texts: readonly CheckedText[];
  /** Of the articles' own summaries. */
  readonly summaries: readonly TextScore[];
  /** The same summaries, each after another article's prompt: a model that reads its prompt finds them less likely. */
  readonly strangers: readonly TextScore[];
  readonly seconds: { readonly writing: number; readonly reading: number };
  readonly tokens: { readonly written: number; readonly read: number };
  readonly cost: TextCost;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
}

/** Difference between writing and reading a text, for each symbol, that rounding does not explain. */
const SAME_TOKEN = 0.02;
const PROPOSING: TextProposing = {
  search: "sample",
  candidates: 3,
  temperature: 0.7,
  topP: 0.9,
  maxTokens: 40,
  seed: 1,
};

/** Has a model write summaries of three articles and read them again. Throws what the model throws. */
export async function checkModel(model: TextModel): Promise<CheckReport> {
  const prompts = articles.map(({ article }) => promptOf(article));
  const [written, writing] = await timed(() => model.propose(prompts, PROPOSING));
  const flat = written.flatMap((texts, article) => texts.map((text) => ({ article, written: text })));
  const isRead = ({ hasEnded, text }: ProposedText) => text !== "" && (hasEnded || !model.identity.countsEnd);
  const readable = flat.filter((text) => isRead(text.written));
  const pairs = readable.map(({ article, written: { text } }) => ({ prompt: prompts[article]!, text }));
  const others = knownPairs.map(({ text }, place) => ({
    prompt: prompts[(place + 1) % prompts.length]!,
    text,
  }));
  const [scores, reading] = await timed(() => model.score([...pairs, ...knownPairs, ...others]));
  const read = new Map(readable.map((text, place) => [text, scores[place]!]));
  const summaries = scores.slice(pairs.length, pairs.length + knownPairs.length);
  const strangers = scores.slice(pairs.length + knownPairs.length);
  const texts = flat.map((text) => ({ ...text, read: read.get(text) }));
  return {
    texts,
    summaries,
    strangers,
    seconds: { writing, reading },
    tokens: { written: tokensOf(flat.map((text) => text.written)), read: tokensOf(scores) },
    cost: model.cost,
    problems: problemsOf(texts, summaries, strangers),
  };
}

function problemsOf(
  texts: readonly CheckedText[],
  summaries: readonly TextScore[],
  strangers: readonly TextScore[],
): string[] {
  const differing = texts.filter(({ written, read }) => read !== undefined && !isSame(written, read));
  const empty = texts.filter(({ written }) => written.text.trim() === "").length;
  const isBlind = summaries.every(({ logprob }, place) => logprob === strangers[place]!.logprob);
  return [
    ...(differing.length === 0
      ? []
      : [
          `${differing.length} of ${texts.length} texts are found otherwise likely when they are read than when they were written`,
        ]),
    ...(empty === 0 ? [] : [`${empty} of ${texts.length} texts are empty`]),
    ...(isBlind ? ["summaries are as likely after another article: the prompt is not read"] : []),
  ];
}

/** Texts whose symbols are others when they are read are not compared. */
function isSame(written: ProposedText, read: TextScore): boolean {
  if (written.tokens !== read.tokens) return true;
  return Math.abs(written.logprob - read.logprob) <= SAME_TOKEN * Math.max(1, read.tokens);
}

function tokensOf(texts: readonly TextScore[]): number {
  return texts.reduce((sum, { tokens }) => sum + tokens, 0);
}

async function timed<Value>(work: () => Promise<Value>): Promise<[Value, number]> {
  const start = performance.now();
  const value = await work();
  return [value, (performance.now() - start) / 1000];
}
