// The network between a run and a server: it cuts connections, hands bytes on one by one, or keeps them without a word.
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface FaultyProxy {
  readonly port: number;
  /** Connections that were made so far, and those of them that were cut. */
  readonly made: number;
  readonly cuts: number;
  /** Connections made from now on are reset after so many bytes from the server, or ended, so that these arrive; undefined: never. */
  cutAfter(bytes: (() => number) | undefined, how?: 'reset' | 'end'): void;
  /** Neither side hears the other any more; connections stay open, those made meanwhile too. */
  silence(isSilent: boolean): void;
  readonly isSilent: boolean;
  /** The network falls silent once a connection that is made from now on has brought so many bytes from the server. */
  silenceAfter(bytes: number): void;
  /** Connections that are there pass nothing on any more, as after a firewall has forgotten them; new ones do. */
  forget(): void;
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
  let made = 0;
  let forgotten = 0;
  let silentAfter: number | undefined;

  const server = createServer({ pauseOnConnect: false }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target() });
    let left = budget?.() ?? Number.POSITIVE_INFINITY;
    // Told to be silent, a connection stays so: what was kept would only come late.
    let deaf = false;
    made += 1;
    const number = made;
    const hears = (): boolean => {
      deaf ||= isSilent || number <= forgotten;
      return !deaf;
    };
    let untilSilence = silentAfter;
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
      if (hears()) far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      if (untilSilence !== undefined && silentAfter !== undefined) {
        untilSilence -= chunk.length;
        isSilent ||= untilSilence < 0;
      }
      if (!hears()) return;
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
  const port = await listen(server);
  return {
    port,
    get made() {
      return made;
    },
    get cuts() {
      return cuts;
    },
    cutAfter: (bytes, how = 'reset') => {
      budget = bytes;
      ends = how === 'end';
    },
    get isSilent() {
      return isSilent;
    },
    silence: (silent) => {
      isSilent = silent;
      silentAfter = undefined;
    },
    silenceAfter: (bytes) => (silentAfter = bytes),
    forget: () => (forgotten = made),
    pieces: (size) => (piece = size),
    close: async () => close(server, sockets),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function close(server: Server, sockets: Iterable<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
