// A server on loopback that gives recorded answers of a real Flink: what a client makes of an answer can be tested without a cluster,
// what a cluster makes of a client cannot (that is in the tests with a real one).
import { createServer } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export interface Recorded {
  readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
  readonly status: number;
  readonly body: unknown;
}

/** Recorded answers in the repository (frames of stack traces left out). */
export const ANSWERS = fileURLToPath(new URL('answers/', import.meta.url));

export const recordedNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

export const recorded = (name: string, folder = ANSWERS): Recorded =>
  JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Recorded;

export interface Replay {
  readonly url: string;
  /** Method, path with query, and headers of what was asked. */
  readonly requests: { method: string; url: string; headers: Record<string, unknown>; body: string }[];
  close(): Promise<void>;
}

/** Gives the answers one after the other, whatever is asked; the last one again and again. */
export async function replay(answers: readonly Pick<Recorded, 'status' | 'body'>[]): Promise<Replay> {
  const left = [...answers];
  const requests: Replay['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') });
      const answer = left.length > 1 ? left.shift() : left[0];
      response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json' });
      response.end(typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
