import { BenchError, messageOf } from "../errors/index.ts";

interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** How else to come by it, as an imperative. */
  readonly byHand: string;
}

/** GET with an answer in the 200s; throws `download-no-network` or `download-refused`. */
export async function request(url: string, { headers = {}, signal, byHand }: Request): Promise<Response> {
  const response = await fetch(url, { headers, signal: signal ?? null }).catch((error: unknown) => {
    throw noNetwork(url, byHand, error);
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new RefusedError(url, response.status, byHand);
  }
  return response;
}

/** An answer with a status that is no success; `status` says whether asking again can help. */
export class RefusedError extends BenchError {
  readonly status: number;

  constructor(url: string, status: number, byHand: string) {
    super("the server refused the download", {
      code: "download-refused",
      blame: "environment",
      where: url,
      received: `status ${status}`,
      mend: mendOf(status, byHand),
    });
    this.status = status;
  }
}

function mendOf(status: number, byHand: string): string {
  if (status >= 500 || status === 429) return "Try again later: what has been downloaded is kept.";
  if (status === 401 || status === 403)
    return `Accept its terms where it is published and give a token, or download it with a browser and ${byHand}.`;
  return `The file may have moved: download it with a browser and ${byHand}.`;
}

function noNetwork(url: string, byHand: string, error: unknown): BenchError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new BenchError("the server cannot be reached", {
    code: "download-no-network",
    blame: "environment",
    where: new URL(url).origin,
    received: messageOf(cause),
    mend: `Check the network connection, or download the files elsewhere and ${byHand}.`,
    cause: error,
  });
}
