/** How the fields of a table are written. */
export interface Dialect {
  readonly delimiter: string;
  /** Absent where quotes are text like any other. */
  readonly quote?: string;
  /** Before a quote, or in an unquoted table before anything; the quote itself where it is doubled. */
  readonly escaper?: string;
}

/** The fields of one row, from one line or several. */
export interface Fields {
  readonly values: readonly string[];
  /** A quote was opened and closed in the middle of a field, which was then read as it stands. */
  readonly isLoose: boolean;
  /** How many of them stood in quotes. */
  readonly quoted: number;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\n", N: "" };

/** Reads a row line by line; `feed` gives its fields once it is whole, and nothing while a quoted field goes on. */
export class RowReader {
  readonly #dialect: Dialect;
  readonly #values: string[] = [];
  /** The quoted field that goes on on the next line, so far. */
  #open: string | undefined;
  #isLoose = false;
  #quotedFields = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  feed(line: string): Fields | undefined {
    let at = this.#open === undefined ? 0 : this.#quoted(line, 0, undefined);
    while (at <= line.length && this.#open === undefined) at = this.#field(line, at);
    if (this.#open !== undefined) return undefined;
    return { values: this.#values, isLoose: this.#isLoose, quoted: this.#quotedFields };
  }

  /** Reads the field that begins at `start`; gives where the next one begins, beyond the line's end after the last. */
  #field(line: string, start: number): number {
    const { quote } = this.#dialect;
    if (quote === undefined) return this.#plain(line, start);
    const first = afterBlanks(line, start);
    return line.startsWith(quote, first) ? this.#quoted(line, first + 1, start) : this.#plain(line, start);
  }

  #plain(line: string, start: number): number {
    const { delimiter, quote, escaper } = this.#dialect;
    if (quote === undefined && escaper !== undefined) return this.#escaped(line, start);
    const found = line.indexOf(delimiter, start);
    const end = found === -1 ? line.length : found;
    return this.#add(line.slice(start, end), end + 1);
  }

  /** A field without quotes in which an escaper stands before delimiters, and makes line ends and tabs of letters. */
  #escaped(line: string, start: number): number {
    const { delimiter, escaper } = this.#dialect;
    let value = "";
    let at = start;
    for (; at < line.length && line[at] !== delimiter; at++) {
      if (line[at] !== escaper || at + 1 === line.length) value += line[at];
      else value += escapes[line[++at]!] ?? line[at];
    }
    return this.#add(value, at + 1);
  }

  /** A quoted field from behind its quote, or from the start of a further line; `begin` is where it begins on its line. */
  #quoted(line: string, start: number, begin: number | undefined): number {
    const { quote, escaper } = this.#dialect as Required<Dialect>;
    let value = begin === undefined ? `${this.#open}\n` : "";
    let from = start;
    for (let at = this.#special(line, start); at !== -1; ) {
      const isEscape = line[at] === escaper && (line[at + 1] === quote || line[at + 1] === escaper);
      if (!isEscape && line[at] === quote)
        return this.#closed(line, value + line.slice(from, at), begin ?? 0, at);
      if (isEscape) {
        value += line.slice(from, at);
        from = at + 1;
      }
      at = this.#special(line, at + (isEscape ? 2 : 1));
    }
    this.#open = value + line.slice(from);
    return line.length + 1;
  }

  /** What follows a quote that is not escaped: the next field, or text, in which case it was no closing one. */
  #closed(line: string, value: string, begin: number, at: number): number {
    const next = afterBlanks(line, at + 1);
    if (next < line.length && line[next] !== this.#dialect.delimiter) return this.#loose(line, begin, at);
    this.#quotedFields++;
    return this.#add(value, next + 1);
  }

  /** Text after a closing quote: the field was no quoted one, and is read as it stands to the next delimiter. */
  #loose(line: string, begin: number, at: number): number {
    const found = line.indexOf(this.#dialect.delimiter, at);
    const end = found === -1 ? line.length : found;
    this.#isLoose = true;
    return this.#add(line.slice(begin, end), end + 1);
  }

  #add(value: string, next: number): number {
    this.#values.push(value);
    this.#open = undefined;
    return next;
  }

  /** The next quote or escaper. */
  #special(line: string, from: number): number {
    const { quote, escaper } = this.#dialect as Required<Dialect>;
    const found = line.indexOf(quote, from);
    if (escaper === quote) return found;
    const earlier = line.slice(0, found === -1 ? undefined : found).indexOf(escaper, from);
    return earlier === -1 ? found : earlier;
  }
}

function afterBlanks(line: string, start: number): number {
  let at = start;
  while (line[at] === " ") at++;
  return at;
}

/** The fields of a row in step with the header; one empty field too many is a delimiter at the end of the line. */
export function inStep(values: readonly string[], columns: number): readonly string[] | undefined {
  if (values.length === columns) return values;
  return values.length === columns + 1 && values.at(-1) === "" ? values.slice(0, -1) : undefined;
}

/** The fields of a line when quotes mean nothing. */
export function plainFields(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter);
}
