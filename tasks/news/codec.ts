import { canonicalHash } from "../../harness/artifacts/index.ts";
import type { Codec } from "../../harness/sequence/index.ts";
import type { ModelShape } from "./model.ts";
import type { Vocabulary } from "./text/index.ts";

/** Articles and summaries as words of a vocabulary; words that it lacks a summary borrows from its article. */
export function textCodec(
  vocabulary: Vocabulary,
  { articleLength, summaryLength }: Pick<ModelShape, "articleLength" | "summaryLength">,
): Codec<string, string> {
  const { words, size } = vocabulary;
  return {
    id: canonicalHash({ words, size, articleLength, summaryLength }),
    read(article) {
      const { symbols, borrowed } = vocabulary.readArticle(article, articleLength);
      return {
        source: symbols,
        encode: (summary) => vocabulary.readSummary(summary, summaryLength, borrowed),
        decode: (summary) => vocabulary.write(summary, borrowed),
      };
    },
  };
}
