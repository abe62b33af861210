// The network between a run and a server: it cuts connections, hands bytes on one by one, or keeps them without a word.
import { connect, createServer, type Socket } from 'node:net';

export interface FaultyProxy {
  readonly port: number;
  /** Connections that were cut so far. */
  readonly cuts: number;
  /** Connections made from now on are reset after so many bytes from the server, or ended, so that these arrive; undefined: never. */
  cutAfter(bytes: (() => number) | undefined, how?: 'reset' | 'end'): void;
  /** Neither side hears the other any more; connections stay open, those made meanwhile too. */
  silence(isSilent: boolean): void;
  /** Bytes from the server go on in pieces of this size. */
  pieces(size: number | undefined): void;
  close(): Promise<void>;
}

export async function startFaultyProxy(target: () => number): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let budget: (() => number) | undefined;
  let ends = false;
  let isSilent = false;
  let piece: number | undefined;
  let cuts = 0;

  const server = createServer({ pauseOnConnect: false }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target() });
    let left = budget?.() ?? Number.POSITIVE_INFINITY;
    // Told to be silent, a connection stays so: what was kept would only come late.
    let deaf = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        if (!deaf && !(ends && left < 0)) other.destroy();
      });
    }
    near.on('data', (chunk) => {
      deaf ||= isSilent;
      if (!deaf) far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      deaf ||= isSilent;
      if (deaf) return;
      const given = chunk.subarray(0, Math.max(0, Math.min(chunk.length, left)));
      left -= chunk.length;
      const size = piece ?? given.length;
      for (let at = 0; at < given.length; at += size) near.write(given.subarray(at, at + size));
      if (left >= 0) return;
      cuts += 1;
      if (ends) near.end();
      else near.resetAndDestroy();
      far.removeAllListeners('data');
      far.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    get cuts() {
      return cuts;
    },
    cutAfter: (bytes, how = 'reset') => {
      budget = bytes;
      ends = how === 'end';
    },
    silence: (silent) => (isSilent = silent),
    pieces: (size) => (piece = size),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
