/** Bytes that come in order, once, and of which the beginning can be looked at before they are read. */
export class ByteStream {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** What comes next, at least `bytes` of it unless less is left; nothing is used up. */
  async peek(bytes: number): Promise<Buffer> {
    while (this.#heldBytes < bytes && (await this.#pull()));
    const all = Buffer.concat(this.#held);
    this.#held = [all];
    return all;
  }

  /** True when nothing is left beyond what was looked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Throws the next bytes away, which have been looked at. */
  async skip(bytes: number): Promise<void> {
    const all = await this.peek(bytes);
    this.#held = [all.subarray(bytes)];
    this.#heldBytes = all.length - bytes;
  }

  /** Puts bytes back in front that were read already. */
  unread(bytes: Buffer): void {
    this.#held.unshift(bytes);
    this.#heldBytes += bytes.length;
  }

  /** The next chunk, or undefined at the end. */
  async take(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#held.length === 0 && !(await this.#pull())) return undefined;
      const chunk = this.#held.shift()!;
      this.#heldBytes -= chunk.length;
      if (chunk.length > 0) return chunk;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (let chunk = await this.take(); chunk !== undefined; chunk = await this.take()) yield chunk;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    await this.#source.return?.();
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false;
    const { done, value } = await this.#source.next();
    if (done === true) this.#ended = true;
    else {
      this.#held.push(value);
      this.#heldBytes += value.length;
    }
    return done !== true;
  }
}
