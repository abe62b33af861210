// For tests: a whole server on a free port, with a folder of its own and a built page made up of two files.
import { mkdirSync, writeFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import type { RunningServer, ServerOptions } from '../server-options.ts';
import { startServer } from '../start-server.ts';
import type { AppRouter } from '../trpc/router.ts';
import { testFolder } from './test-folder.ts';

export interface TestServer extends AsyncDisposable {
  readonly folder: string;
  readonly running: RunningServer;
  readonly client: TRPCClient<AppRouter>;
  readonly log: readonly string[];
  /** Stops it and starts another one on the same folder and port. */
  restart(): Promise<void>;
  request(path: string, options?: RequestOptions): Promise<Answer>;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const folder = testFolder();
  const webDist = path.join(folder.path, 'web');
  mkdirSync(path.join(webDist, 'assets'), { recursive: true });
  writeFileSync(path.join(webDist, 'index.html'), '<!doctype html><title>Tailrace</title>');
  writeFileSync(
    path.join(webDist, 'assets', 'app-1a2b.js'),
    `console.log(${JSON.stringify('x'.repeat(5_000))})`,
  );
  writeFileSync(path.join(webDist, 'assets', 'app-1a2b.js.br'), 'compressed beforehand');
  const log: string[] = [];
  const start = async (port: number): Promise<RunningServer> => {
    const server = await startServer({
      dataDir: path.join(folder.path, 'data'),
      port,
      demo: false,
      version: '0.0.0-test',
      env: {},
      onLog: (line) => log.push(line),
      webDist,
      ...options,
    });
    await server.ready;
    return server;
  };
  let running = await start(0).catch((error: unknown) => {
    folder[Symbol.dispose]();
    throw error;
  });
  const client = connect(running.port);
  return {
    folder: folder.path,
    get running() {
      return running;
    },
    client,
    log,
    restart: async () => {
      const { port } = running;
      await running.stop();
      running = await start(port);
      // The pool of fetch may hold connections to the server before; the first use of each fails.
      const health = `http://127.0.0.1:${port}/healthz`;
      while (
        !(await fetch(health).then(
          (answer) => answer.ok,
          () => false,
        ))
      );
    },
    request: async (where, request) => send(running.port, where, request),
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      folder[Symbol.dispose]();
    },
  };
}

function connect(port: number): TRPCClient<AppRouter> {
  const url = `http://127.0.0.1:${port}/trpc`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url, EventSource }),
        false: httpBatchStreamLink({ url, methodOverride: 'POST' }),
      }),
    ],
  });
}

/** Not `fetch`, which does not let a Host or Origin be chosen. */
async function send(port: number, where: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        path: where,
        method: options.method ?? 'GET',
        headers: options.headers,
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.once('error', reject);
    request.end(options.body);
  });
}
