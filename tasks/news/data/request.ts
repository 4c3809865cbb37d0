import { BenchError, messageOf } from "../../../harness/errors/index.ts";

/** GET with an answer in the 200s; throws `download-no-network` or `download-refused`. */
export async function request(
  url: string,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, { headers, signal: signal ?? null }).catch((error: unknown) => {
    throw noNetwork(url, error);
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new RefusedError(url, response.status);
  }
  return response;
}

/** An answer with a status that is no success; `status` says whether asking again can help. */
export class RefusedError extends BenchError {
  readonly status: number;

  constructor(url: string, status: number) {
    super("the server refused the download", {
      code: "download-refused",
      blame: "environment",
      where: url,
      received: `status ${status}`,
      mend:
        status >= 500 || status === 429
          ? "Try again later: what has been downloaded is kept."
          : "The file may have moved: download it with a browser and use `data import`.",
    });
    this.status = status;
  }
}

function noNetwork(url: string, error: unknown): BenchError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new BenchError("the server cannot be reached", {
    code: "download-no-network",
    blame: "environment",
    where: new URL(url).origin,
    received: messageOf(cause),
    mend: "Check the network connection, or download the files elsewhere and use `data import`.",
    cause: error,
  });
}
