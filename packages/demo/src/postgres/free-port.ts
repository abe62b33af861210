import { createServer } from 'node:net';

/** A port that was free a moment ago on loopback. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('no free port on loopback');
  return port;
}

/** The first free port on loopback from `first` on. */
export async function firstFreePort(first: number): Promise<number> {
  for (let port = first; port < first + 200; port += 1) {
    if ((await tryPort(port)) !== undefined) return port;
  }
  return freePort();
}

async function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
