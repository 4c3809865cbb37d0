const [lineFeed, carriageReturn, quote, comma, colon, backslash] = [10, 13, 34, 44, 58, 92];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];
/** Stands for any literal or number. */
const word = 0;
const deepest = 200;

interface SecondLine {
  /** In the bytes held. */
  index: number;
  readonly line: number;
  readonly lineStart: number;
}

/** Goes through the bytes of one JSON object to its end, as they come; knows enough grammar to see at once that it breaks off. */
export class ObjectScan {
  /** Keys at the top. */
  keys = 0;
  /** Where its second line begins, if it has one. */
  secondLine: SecondLine | undefined;
  /** Its first line holds nothing but the brace. */
  isSpread = false;
  readonly #open: number[] = [];
  #before = word;
  #isString = false;
  #isEscaped = false;

  /**
   * Goes on from `from`; `atLineEnd` counts a line and says where the next one begins. `at` is behind the end of a whole
   * object, or at the byte that breaks it: a line end in a string, or what cannot stand there.
   */
  go(
    data: Buffer,
    from: number,
    atLineEnd: (index: number) => SecondLine,
  ): { readonly state: "open" | "whole" | "broken"; readonly at: number } {
    for (let at = from; at < data.length; at++) {
      const byte = data[at]!;
      if (this.#isString) {
        if (byte === lineFeed || byte === carriageReturn) return { state: "broken", at };
        this.#inString(byte);
      } else if (byte === lineFeed || byte === carriageReturn) {
        const next = atLineEnd(at);
        if (this.secondLine === undefined)
          this.isSpread = this.#before === openBrace && this.#open.length === 1;
        this.secondLine ??= next;
      } else if (byte > 32) {
        if (!this.#take(byte)) return { state: "broken", at };
        if (this.#open.length === 0) return { state: "whole", at: at + 1 };
      }
    }
    return { state: "open", at: data.length };
  }

  /** Told that so many bytes before the object are no longer held. */
  shift(bytes: number): void {
    if (this.secondLine !== undefined) this.secondLine.index -= bytes;
  }

  #inString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isString = false;
  }

  /** False for a byte that cannot stand here. */
  #take(byte: number): boolean {
    const before = this.#before;
    this.#before = byte;
    switch (byte) {
      case quote:
        this.#isString = true;
        return before === openBrace || before === openBracket || before === comma || before === colon;
      case openBrace:
      case openBracket:
        if (this.#open.length > 0 && !this.#mayHoldValue(before)) return false;
        this.#open.push(byte);
        return this.#open.length <= deepest;
      case closeBrace:
      case closeBracket:
        return this.#open.pop() === byte - 2;
      case colon:
        if (this.#open.length === 1) this.keys++;
        return before === quote;
      case comma:
        return before !== colon;
      default:
        this.#before = word;
        return before === word || this.#mayHoldValue(before);
    }
  }

  /** After this byte a value may stand that is no string. */
  #mayHoldValue(before: number): boolean {
    return (
      before === colon || before === openBracket || (before === comma && this.#open.at(-1) === openBracket)
    );
  }
}
