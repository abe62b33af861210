// One transaction much larger than the memory that the run may use: it goes through in pieces, and readers of the sink see all of it or
// nothing (promises P5 and P9, faults F79 and F80).
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleCommand } from './testing/command.ts';
import { openDatabase, type Database } from './testing/database.ts';

const ROWS = 400_000;
const HEAP_MB = 64;
const RESIDENT_MB = 300;

let folder = '';
let program = '';
let server: PostgresServer;
let source: Database;
let sink: Database;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-large-'));
  chmodSync(folder, 0o755);
  program = await bundleCommand(folder);
  // A short time-out: the server would end a stream whose reader says nothing while the sink works.
  server = await startPostgres({
    dataDir: path.join(folder, 'data'),
    settings: { fsync: 'off', wal_sender_timeout: '5s', max_wal_size: '4GB' },
  });
  const admin = await openDatabase(server, 'postgres');
  await admin.run('CREATE DATABASE src');
  await admin.run('CREATE DATABASE dst');
  await admin.close();
  source = await openDatabase(server, 'src');
  sink = await openDatabase(server, 'dst');
  await source.run('CREATE TABLE big (id bigint PRIMARY KEY, n int, filler text)');
});

afterAll(async () => {
  await source.close();
  await sink.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a transaction of a hundred megabytes passes through a heap of 64, whole or not at all', async () => {
  const run = start(writePipeline());
  try {
    await run.reaches('streaming');
    // Sorted so that the sink has rows of it long before the end.
    await source.run(
      `BEGIN; INSERT INTO big SELECT i, i % 7, repeat(md5(i::text), 8) FROM generate_series(1, ${ROWS}) i;
       UPDATE big SET n = n + 100 WHERE id % 10 = 0; DELETE FROM big WHERE id % 1000 = 1; COMMIT`,
    );
    const seen = new Set<number>();
    const left = ROWS - ROWS / 1000;
    await run.until(async () => {
      const [count] = await sink.texts('SELECT count(*) FROM public.big');
      seen.add(Number(count?.replaceAll(/[()]/gu, '')));
      return seen.has(left);
    });
    expect([...seen].toSorted((a, b) => a - b)).toEqual(seen.has(0) ? [0, left] : [left]);
    const sum = 'SELECT sum(hashtextextended(b::text, 0)) FROM public.big b';
    expect(await sink.texts(sum)).toEqual(await source.texts(sum));
    expect(run.peakMb()).toBeLessThan(RESIDENT_MB);
  } finally {
    await run.stop();
  }
}, 240_000);

function writePipeline(): string {
  const file = path.join(folder, 'big.yaml');
  const { host, port, user, password } = server;
  const connection = `hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: ${password}`;
  writeFileSync(
    file,
    `source:\n  type: postgres\n  ${connection}\n  tables: src.public.big\n  slot.name: big
sink:\n  type: postgres\n  ${connection}\n  database: dst
pipeline:\n  name: big\n`,
  );
  return file;
}

function start(file: string) {
  const args = [
    `--max-old-space-size=${HEAP_MB}`,
    program,
    'run',
    file,
    '--state',
    path.join(folder, 'state'),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) {
      if (child.exitCode !== null) throw new Error(`the run ended by itself:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    until,
    reaches: async (state: string) => until(() => new RegExp(`^${state}$`, 'mu').test(output)),
    /** Largest resident size so far (proc(5), VmHWM). */
    peakMb: () =>
      Number(/VmHWM:\s*(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
