import { createHash } from "node:crypto";

/** A key at the head of random paths. It keeps the key to itself: printed or written as JSON it is only a word. */
export class Seal {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** SHA-256 of the key, hexadecimal: what can be told before the key is. */
  get commitment(): string {
    return createHash("sha256").update(this.#key).digest("hex");
  }

  /** The key itself; only random streams and whoever publishes it at a season's end may ask. */
  reveal(): string {
    return this.#key;
  }

  toString(): string {
    return "sealed";
  }

  toJSON(): string {
    return this.toString();
  }
}
