import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  readonly origin: string;
  /** The Range header of each request in turn; "-" where there was none. */
  readonly ranges: string[];
}

/** A server on this machine; each request gets the next answer, and the last one for ever after. */
export async function serve(t: TestContext, ...answers: readonly Answer[]): Promise<TestServer> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)]!;
    ranges.push(request.headers.range ?? "-");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ranges };
}

/** Sends the body, or the part asked for, as a server with ranges does. */
export function whole(body: Buffer): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start === 0) return void response.writeHead(200, { "content-length": body.length }).end(body);
    if (start >= body.length) return void response.writeHead(416).end();
    const range = `bytes ${start}-${body.length - 1}/${body.length}`;
    response
      .writeHead(206, { "content-range": range, "content-length": body.length - start })
      .end(body.subarray(start));
  };
}

/** As `whole`, but the connection breaks after so many bytes of the answer. */
export function broken(body: Buffer, afterBytes: number): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = start > 0 ? { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { "content-length": body.length - start, ...range });
    response.write(body.subarray(start, start + afterBytes), () => setTimeout(() => response.destroy(), 20));
  };
}

/** Ends politely and too early, without having said how much there would be. */
export function short(body: Buffer, bytes: number): Answer {
  return (_, response) => void response.writeHead(200).end(body.subarray(0, bytes));
}

/** Knows no ranges: always the whole body. */
export function rangeless(body: Buffer): Answer {
  return (_, response) => void response.writeHead(200).end(body);
}

export function status(code: number): Answer {
  return (_, response) => void response.writeHead(code).end("no");
}

/** Sends a few bytes and then nothing more. */
export function silent(body: Buffer, bytes: number): Answer {
  return (_, response) => {
    response.writeHead(200, { "content-length": body.length });
    response.write(body.subarray(0, bytes));
  };
}
