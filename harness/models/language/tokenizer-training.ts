import type { TokenizerFile } from "./tokenizer.ts";

/** Special symbols of a tokenizer that is trained here; their places are their ids. */
export const madeSymbols = { pad: 0, start: 1, end: 2 } as const;
const special = ["<pad>", "<s>", "</s>"];

/** How a byte-level tokenizer cuts a text before it merges; the format's own pattern. */
const pieces = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/**
 * A byte-level tokenizer in the hub's format: all 256 bytes, and the pairs that are most frequent in some texts, merged one after
 * the other (Sennrich et al., 2016) up to `size` symbols. Equally frequent pairs go by the order of their letters.
 */
export function trainTokenizer(texts: Iterable<string>, size: number): TokenizerFile {
  const words = wordsOf(texts);
  const symbols = [...special, ...bytes.toSorted()];
  const merges: string[] = [];
  while (symbols.length < size) {
    const best = bestPair(words);
    if (best === undefined) break;
    symbols.push(best[0] + best[1]);
    merges.push(best.join(" "));
    for (const word of words) merge(word, best);
  }
  return tokenizerFile(symbols, merges);
}

interface Word {
  readonly count: number;
  symbols: readonly string[];
}

/** Printable stand-ins of the bytes, by which the format writes them. */
const bytes = byteLetters();

function byteLetters(): readonly string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable =
      (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
    return String.fromCharCode(isPrintable ? byte : next++);
  });
}

function wordsOf(texts: Iterable<string>): readonly Word[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const [piece] of text.matchAll(pieces)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts].map(([piece, count]) => ({
    count,
    symbols: Array.from(Buffer.from(piece), (byte) => bytes[byte]!),
  }));
}

function bestPair(words: readonly Word[]): readonly [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const { count, symbols } of words)
    for (let place = 1; place < symbols.length; place++) {
      const pair = `${symbols[place - 1]!} ${symbols[place]!}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  let best: string | undefined;
  for (const [pair, count] of counts) {
    const most = best === undefined ? 1 : counts.get(best)!;
    if (count > most || (count === most && best !== undefined && pair < best)) best = pair;
  }
  return best?.split(" ") as [string, string] | undefined;
}

function merge(word: Word, [first, second]: readonly [string, string]): void {
  if (!word.symbols.includes(first)) return;
  const merged: string[] = [];
  for (const symbol of word.symbols) {
    if (symbol === second && merged.at(-1) === first) merged[merged.length - 1] = first + second;
    else merged.push(symbol);
  }
  word.symbols = merged;
}

function tokenizerFile(symbols: readonly string[], merges: readonly string[]): TokenizerFile {
  const bytesAsTheyAre = { add_prefix_space: false, trim_offsets: true, use_regex: true };
  const [, start] = special;
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", ...bytesAsTheyAre },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: start, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
      special_tokens: { [start!]: { id: start, ids: [madeSymbols.start], tokens: [start] } },
    },
    decoder: { type: "ByteLevel", ...bytesAsTheyAre },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(symbols.map((symbol, id) => [symbol, id])),
      merges,
    },
  };
}
