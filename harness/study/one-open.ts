import { isDeepStrictEqual } from "node:util";

/**
 * What the points of a study are measured with: opened when the first of them asks for it, and closed when one asks for another, so that
 * nothing is opened for points that are known.
 */
export class OneOpen<Request, Opened extends AsyncDisposable> implements AsyncDisposable {
  readonly #open: (request: Request) => Promise<Opened>;
  #last: { readonly request: Request; readonly opened: Promise<Opened> } | undefined;

  constructor(open: (request: Request) => Promise<Opened>) {
    this.#open = open;
  }

  async at(request: Request): Promise<Opened> {
    if (this.#last === undefined || !isDeepStrictEqual(this.#last.request, request)) {
      await this[Symbol.asyncDispose]();
      this.#last = { request, opened: this.#open(request) };
    }
    return this.#last.opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const last = this.#last;
    this.#last = undefined;
    await (await last?.opened)?.[Symbol.asyncDispose]();
  }
}
