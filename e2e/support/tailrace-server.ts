// A server of our own for a journey: the built command, an empty data folder, a free port.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@tailrace/demo';

const command = fileURLToPath(new URL('../../packages/cli/dist/tailrace.mjs', import.meta.url));

export interface TailraceServer {
  readonly url: string;
  readonly dataDir: string;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM; resolves when the process has ended. The data folder stays until `remove`. */
  stop(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts `tailrace serve` and waits until it says that it is ready. */
export async function startTailrace(options: { demo: boolean }): Promise<TailraceServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tailrace-e2e-'));
  // The demo's database runs as a user of its own when we are root.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = [
      command,
      'serve',
      '--port',
      String(port),
      '--data',
      dataDir,
      options.demo ? '--demo' : '--no-demo',
    ];
    child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    await waitUntilReady(url, () => child?.exitCode ?? null, lines);
  }

  async function stop(): Promise<void> {
    const running = child;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGTERM');
    await ended;
  }

  await start();
  return {
    url,
    dataDir,
    output: () => lines.join(''),
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    remove: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(
  url: string,
  exitCode: () => number | null,
  lines: readonly string[],
): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    if (exitCode() !== null) throw new Error(`tailrace serve ended with ${exitCode()}:\n${lines.join('')}`);
    try {
      const response = await fetch(`${url}/readyz`);
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`tailrace serve was not ready after 90 s:\n${lines.join('')}`);
}
