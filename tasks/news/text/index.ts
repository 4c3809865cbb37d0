/**
 * Text: articles and summaries as symbols, and back.
 * In: plain text. Out: symbol ids of a vocabulary made from the training split, with borrowed symbols for the words that
 * only an article has. Cutting into words loses nothing but the kind of white space.
 */
export { isLonger, symbolCount, wordCount } from "./count.ts";
export {
  buildVocabulary,
  type ReadArticle,
  specialSymbols,
  Vocabulary,
  type VocabularyOptions,
} from "./vocabulary.ts";
export { textOf, wordsOf } from "./words.ts";
