import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { dispatch } from '../dispatch.ts';

const document = (rate: number, rows = '30') => `source:
  type: values
  tables: shop.orders
  rows: ${rows}
  rows-per-second: ${rate}
transform:
  - source-table: shop.orders
    projection: id, status
    filter: id > 10
route:
  - source-table: shop.orders
    sink-table: ods.orders
sink:
  type: values
  print.enabled: false
pipeline:
  name: cli
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Called {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function call(
  argv: readonly string[],
  input: {
    readonly text: string;
    readonly env?: Record<string, string>;
    readonly stopAt?: (out: string) => boolean;
  },
): Promise<Called> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const halt = new AbortController();
  let seen = '';
  stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    if (input.stopAt?.(seen) === true) halt.abort();
  });
  const err = text(stderr);
  const io: Io = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: input.env ?? {},
    signal: halt.signal,
    readText: async () => input.text,
    openRead: async () => new PassThrough(),
  };
  const status = await dispatch(argv, io, COMMANDS);
  stdout.end();
  stderr.end();
  return { status, out: seen, err: await err };
}

const lines = (
  out: string,
): { type: string; table: string; after?: { id: number }; before?: { id: number } }[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReturnType<typeof lines>[number]);

describe('tailrace run', () => {
  test('prints what the sink got, says how it goes on standard error, and ends when caught up', async () => {
    const { status, out, err } = await call(['run', '-', '--until', 'caught-up', '--print'], {
      text: document(0),
    });
    expect(status).toBe(0);
    const printed = lines(out);
    expect(printed[0]).toMatchObject({ type: 'create.table', table: 'ods.orders' });
    expect(printed.slice(1).map(({ type, after }) => `${type} ${after?.id}`)).toEqual(
      Array.from({ length: 20 }, (_, at) => `insert ${at + 11}`),
    );
    expect(err).toMatch(/^starting\nsnapshotting\n/u);
    expect(err).toMatch(/30 rows read, 20 written, 10 dropped by filters\nfinished\n$/u);
  });

  test('stops at a checkpoint when it is told to, and goes on from the same folder', async () => {
    const state = path.join(folder, 'state');
    const first = await call(['run', '-', '--state', state, '--print'], {
      text: document(2000),
      stopAt: (out) => lines(out.slice(0, out.lastIndexOf('\n'))).length > 100,
    });
    expect(first.status).toBe(0);
    expect(first.err).toMatch(/stopping\n(?:.*\n)?stopped\n$/u);
    expect(readdirSync(state)).toContain('checkpoint.json');
    const second = await call(['run', '-', '--state', state, '--until', 'caught-up', '--print'], {
      text: document(0),
    });
    expect(second.status).toBe(0);
    // The position of the beginning is reached: nothing comes twice, nothing is made anew.
    expect(second.out).toBe('');
    expect(second.err).not.toContain('snapshotting');
  });

  test('leaves nothing behind without a folder for its state', async () => {
    vi.stubEnv('TMPDIR', folder);
    await call(['run', '-', '--until', 'caught-up'], { text: document(0) });
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('fails with a code, and with the place in the document', async () => {
    const wrong = await call(['run', '-'], { text: document(0).replace('id > 10', 'id >') });
    expect(wrong.status).toBe(1);
    expect(wrong.err).toMatch(/failed: The document has an error at line 9, .*\[pipeline-invalid\]\n$/u);
    const unknown = await call(['run', '-'], { text: document(0, '${secret.ROWS}') });
    expect(unknown.err).toContain('[unresolved-reference]');
    const known = await call(['run', '-', '--until', 'caught-up', '--print'], {
      text: document(0, '${secret.ROWS}'),
      env: { TAILRACE_SECRET_ROWS: '12' },
    });
    expect(lines(known.out)).toHaveLength(3);
  });

  test('a folder whose run cannot be told is refused', async () => {
    writeFileSync(path.join(folder, 'run.json'), '{"runId":');
    const { status, err } = await call(['run', '-', '--state', folder], { text: document(0) });
    expect(status).toBe(1);
    expect(err).toMatch(/^error\[state-unreadable\]: .*run\.json/u);
    expect(readFileSync(path.join(folder, 'run.json'), 'utf8')).toBe('{"runId":');
  });
});

describe('tailrace preview', () => {
  test('shows a table before and after, what was dropped, and what the sink would be told', async () => {
    const { status, out } = await call(['preview', '-', '--table', 'shop.orders', '--rows', '12'], {
      text: document(0),
    });
    expect(status).toBe(0);
    expect(out).toContain('shop.orders → ods.orders\nbefore:\n');
    expect(out).toMatch(
      /after, in ods\.orders:\n {2}id {2}status\n {2}-- {2}------\n {2}11 {2}new\n {2}12 {2}new\n/u,
    );
    expect(out.match(/dropped by id > 10/gu)).toHaveLength(10);
    expect(out).toContain('ods.orders would be made with:\n');
  });

  test('gives the same as JSON', async () => {
    const { out } = await call(['preview', '-', '--format', 'json'], { text: document(0) });
    expect(JSON.parse(out)).toMatchObject({ tables: [{ table: 'shop.orders', sinkTables: ['ods.orders'] }] });
  });

  test('says which tables there are when it is asked for another, and what number of rows it takes', async () => {
    const other = await call(['preview', '-', '--table', 'shop.nothing'], { text: document(0) });
    expect(other.status).toBe(1);
    expect(other.err).toContain('error[table-not-captured]: shop.nothing is not among the 1 tables');
    expect((await call(['preview', '-', '--rows', '0'], { text: document(0) })).status).toBe(2);
  });
});
