import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands.ts';
import type { Io } from '../command.ts';
import { dispatch } from '../dispatch.ts';
import { readLines } from './read-lines.ts';

const DOCUMENT = `
source:
  type: values
sink:
  type: values
transform:
  - source-table: db.t
    projection: id, 10 / id AS part
`;
const CREATE = '{"type":"create.table","table":"db.t","schema":{"columns":[{"name":"id","type":"INT"}]}}';
const row = (id: number) => `{"type":"insert","table":"db.t","after":{"id":${id}}}`;

function ioOf(files: Readonly<Record<string, string | Readable>>, stdout: Writable, stderr: Writable): Io {
  return {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    readText: async (file) => {
      const given = files[file];
      return await Promise.resolve(typeof given === 'string' ? given : '');
    },
    openRead: async (file) => {
      const given = files[file] ?? '';
      return await Promise.resolve(typeof given === 'string' ? Readable.from([given]) : given);
    },
  };
}

async function call(argv: readonly string[], files: Readonly<Record<string, string | Readable>>) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const status = await dispatch(argv, ioOf(files, stdout, stderr), COMMANDS);
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { status, out: out.split('\n').filter((line) => line !== ''), err };
}

const dryRun = async (...lines: string[]) =>
  await call(['dry-run', 'p.yaml', '--events', 'e'], { 'p.yaml': DOCUMENT, e: lines.join('\n') });

describe('dry-run', () => {
  it('prints what the sink would get', async () => {
    const { status, out, err } = await dryRun(CREATE, '', row(5));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.map((line): unknown => JSON.parse(line))).toMatchObject([
      { type: 'create.table' },
      { type: 'insert', after: { id: 5, part: 2 } },
    ]);
  });

  it('keeps what was printed before an error, and names the line, the table and the expression', async () => {
    const { status, out, err } = await dryRun(CREATE, row(1), '', row(0), row(2));
    expect(status).toBe(1);
    expect(out).toHaveLength(2);
    expect(err).toMatch(/^error\[[a-z-]+\]: line 4 of e: .*10 \/ id/u);
    expect(err).toContain('db.t');
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['nonsense', 'event-syntax', 'line 2'],
    [row(1).replace('"id"', '"nobody"'), 'event-column', 'nobody'],
    [row(1).replace('db.t', 'db.u'), 'event-table', 'db.u'],
    [row(1).replace(':1', ':"x"'), 'event-value', 'column id'],
  ])('refuses %s', async (line, code, word) => {
    const { status, err } = await dryRun(CREATE, line);
    expect(status).toBe(1);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(word);
  });

  it('refuses a document with errors, and a call without events', async () => {
    const wrong = await call(['dry-run', 'p.yaml', '--events', 'e'], { 'p.yaml': 'source: 5', e: '' });
    expect(wrong.status).toBe(1);
    expect(wrong.err).toContain('error[');
    expect((await call(['dry-run', 'p.yaml'], { 'p.yaml': DOCUMENT })).status).toBe(2);
  });

  it('reads no further than the reader of its output', async () => {
    let asked = 0;
    const endless = function* () {
      yield `${CREATE}\n`;
      for (;;) {
        asked += 1;
        yield `${row(1)}\n`.repeat(1000);
      }
    };
    let taken = 0;
    const stopped = new Error('the reader is full');
    const slow = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        if (taken < 3_000_000) setImmediate(done);
        else done(stopped);
      },
    });
    slow.on('error', () => undefined);
    const input = Readable.from(endless());
    slow.once('close', () => input.destroy(stopped));
    const io = ioOf({ 'p.yaml': DOCUMENT, e: input }, slow, new PassThrough());
    expect(await dispatch(['dry-run', 'p.yaml', '--events', 'e'], io, COMMANDS)).toBe(1);
    // 3 MB of output are about 50 chunks of input; without back-pressure it would be as many as there is time for.
    expect(asked).toBeLessThan(120);
  });
});

describe('lines', () => {
  it.each([
    [
      ['a\nb', 'c\r\n', '\nd'],
      ['a', 'bc', '', 'd'],
    ],
    [['é'], ['é']],
    [[], []],
  ])('%j', async (chunks, lines) => {
    const bytes = chunks.flatMap((chunk) => [...Buffer.from(chunk)].map((byte) => Buffer.from([byte])));
    const read: string[] = [];
    for await (const line of readLines(Readable.from(bytes))) read.push(line);
    expect(read).toEqual(lines);
  });

  it.each([[[0x61, 0xff, 0x0a]], [[0x61, 0x0a, 0xc3]]])('bytes %j are refused', async (bytes) => {
    const lines = readLines(Readable.from([Buffer.from(bytes)]));
    const all = async () => {
      for await (const line of lines) expect(line).toBe('a');
    };
    await expect(all()).rejects.toMatchObject({ code: 'not-utf8' });
  });
});

describe('explain', () => {
  const document = `
source:
  type: values
  tables: 'app.order_\\.*, app.never, crm.\\.*'
sink:
  type: values
transform:
  - source-table: app.\\.*
    filter: TRUE
  - source-table: app.order_1
    filter: TRUE
route:
  - source-table: app.order_\\.*
    sink-table: ods.orders
  - source-table: other.t
    sink-table: ods.t
`;
  const explain = async (...more: string[]) =>
    await call(['explain', 'p.yaml', ...more], { 'p.yaml': document, list: 'crm.users\n\napp.order_2\n' });

  it('says what becomes of each table, and what none of them used', async () => {
    const { status, out } = await explain('--tables', 'app.order_1,crm.users,x.y', '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(out.join(''))).toEqual({
      tables: [
        {
          table: 'app.order_1',
          captured: true,
          pattern: 'app.order_\\.*',
          transforms: [0],
          routes: [0],
          sinkTables: ['ods.orders'],
        },
        {
          table: 'crm.users',
          captured: true,
          pattern: 'crm.\\.*',
          transforms: [],
          routes: [],
          sinkTables: ['crm.users'],
        },
        { table: 'x.y', captured: false, transforms: [], routes: [], sinkTables: [] },
      ],
      unmatched: { patterns: ['app.never'], transforms: [1], routes: [1] },
    });
  });

  it('says it in words', async () => {
    const { out } = await explain('--tables-file', 'list', '--tables', 'x.y');
    expect(out).toEqual([
      'x.y: not captured',
      'crm.users: captured by crm.\\.*',
      '  goes to crm.users',
      'app.order_2: captured by app.order_\\.*',
      '  transform 1 applies',
      '  goes to ods.orders by route 1',
      'no table matches: app.never',
      'no table uses transform 2',
      'no table uses route 2',
    ]);
  });

  it('asks the source for its tables with --connect', async () => {
    const { status, out, err } = await explain('--connect', '--format', 'json');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const { tables } = JSON.parse(out.join('')) as { tables: { table: string; captured: boolean }[] };
    expect(tables.filter((table) => table.captured).length).toBeGreaterThan(0);
  });

  it('refuses what is no table', async () => {
    expect((await explain()).status).toBe(2);
    expect((await explain('--tables', 'a.b.c.d')).err).toContain('a.b.c.d');
    expect((await explain('--tables', '`a,b`.c', '--format', 'json')).out.join('')).toContain('a,b.c');
  });
});
