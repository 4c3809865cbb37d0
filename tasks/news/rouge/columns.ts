interface Run {
  /** Which 32 columns. */
  readonly word: number;
  /** Which of them hold the token. */
  bits: number;
}

/**
 * The columns of a table of longest common subsequences, and its rows as bits: 0 where a number is one more than the
 * number on its left (Hyyrö 2004). A row takes a bit a column, and 32 columns are computed at once.
 */
export class SubsequenceTable {
  readonly tokens: readonly string[];
  readonly #runs = new Map<string, Run[]>();

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
    for (const [column, token] of tokens.entries()) this.#note(token, column >>> 5, 1 << (column & 31));
  }

  has(token: string): boolean {
    return this.#runs.has(token);
  }

  /** The row above all rows, whose numbers are 0. */
  firstRow(): Int32Array {
    return new Int32Array((this.tokens.length + 31) >>> 5).fill(-1);
  }

  /** Turns the row above a token into that token's row; touches no more words than it must. */
  advance(row: Int32Array, token: string): void {
    let carry = 0;
    let at = 0;
    for (const { word, bits } of this.#runs.get(token) ?? []) {
      for (; carry === 1 && at < word; at++) carry = increment(row, at);
      at = word;
      const above = row[at]! >>> 0;
      const sum = above + ((above & bits) >>> 0) + carry;
      row[at] = sum | (above & ~bits);
      carry = sum > 0xffffffff ? 1 : 0;
      at++;
    }
    for (; carry === 1 && at < row.length; at++) carry = increment(row, at);
  }

  #note(token: string, word: number, bit: number): void {
    const runs = this.#runs.get(token);
    const last = runs?.at(-1);
    if (last?.word === word) last.bits |= bit;
    else if (runs === undefined) this.#runs.set(token, [{ word, bits: bit }]);
    else runs.push({ word, bits: bit });
  }
}

/** The number in a row's column `count`: how many of the first `count` bits are 0. */
export function zerosIn(row: Int32Array, count: number): number {
  let zeros = 0;
  const whole = count >>> 5;
  for (let word = 0; word < whole; word++) zeros += onesIn(~row[word]!);
  const rest = count & 31;
  return rest === 0 ? zeros : zeros + onesIn(~row[whole]! & ((1 << rest) - 1));
}

/** Adds a carry to a word in which no column holds the token; 1 when it goes on. */
function increment(row: Int32Array, word: number): number {
  const above = row[word]!;
  row[word] = above | (above + 1);
  return above === -1 ? 1 : 0;
}

function onesIn(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
