// The socket: where it binds, how long a client may take, and how it ends.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { TailraceError } from '@tailrace/core/diagnostics';

export interface Listening {
  readonly port: number;
  /** Takes no new connection, waits `graceMs` for what is under way, then cuts the rest. */
  stop(graceMs: number): Promise<void>;
}

export const FIRST_PORT = 7070;
const PORTS_TRIED = 100;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/u.test(host);

/** Without `port`: the first free one from 7070 on. Throws `port-in-use`, `cannot-listen`. */
export async function listen(
  handler: RequestListener,
  address: { readonly host: string; readonly port: number | undefined },
): Promise<Listening> {
  const last = address.port ?? FIRST_PORT + PORTS_TRIED - 1;
  for (let port = address.port ?? FIRST_PORT; ; port += 1) {
    const server = createServer(handler);
    try {
      const bound = await bind(server, address.host, port);
      return { port: bound, stop: closer(server) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE') throw cannotListen(address.host, port, error);
      if (port >= last) throw portInUse(address.host, port, error);
    }
  }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  server.keepAliveTimeout = 5_000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

function closer(server: Server): Listening['stop'] {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async (graceMs) =>
    new Promise((resolve) => {
      // An open event stream would keep `close` waiting for ever.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
}

function portInUse(host: string, port: number, cause: unknown): TailraceError {
  return new TailraceError(
    'port-in-use',
    `Port ${port} of ${host} is taken. Choose another with --port, or leave it out for the first free one.`,
    { cause, data: { host, port } },
  );
}

function cannotListen(host: string, port: number, cause: unknown): TailraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TailraceError('cannot-listen', `Listening on ${host}, port ${port}, failed: ${reason}`, {
    cause,
    data: { host, port },
  });
}
