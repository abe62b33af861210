// A release as the target of explain and export, with tables given as create.table events.
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands.ts';
import { dispatch } from '../dispatch.ts';

const DOCUMENT = `source:
  type: values
sink:
  type: values
transform:
  - source-table: shop.orders
    projection: id, n * (n + 1) AS x, COALESCE(price, 1.00) AS p # kept
    filter: 'active AND (n > 1 OR n < 0)'
`;
const TABLES = `${JSON.stringify({
  type: 'create.table',
  table: 'shop.orders',
  schema: {
    columns: [
      { name: 'id', type: 'BIGINT NOT NULL' },
      { name: 'n', type: 'INT' },
      { name: 'price', type: 'DECIMAL(10, 4)' },
      { name: 'active', type: 'BOOLEAN' },
    ],
    primaryKey: ['id'],
  },
})}
{"type":"insert","table":"shop.orders","after":{"id":1}}
shop.items
`;

const create = (table: string, columns: Readonly<Record<string, string>>) =>
  JSON.stringify({
    type: 'create.table',
    table,
    schema: { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), primaryKey: ['id'] },
  });
const shop = (tables: string) => `source:
  type: postgres
  hostname: db
  username: reader
  password: secret
  slot.name: tailrace
  tables: ${tables}
  scan.startup.mode: snapshot
sink:
  type: values
`;
const FILES: Readonly<Record<string, string>> = {
  doc: DOCUMENT,
  tables: TABLES,
  'shop-orders': shop('shop.public.orders'),
  'shop-all': shop('shop.public.\\.*'),
  'shop-tables': [
    create('public.orders', { id: 'BIGINT NOT NULL', amount: 'INT' }),
    create('public.visits', { id: 'BIGINT NOT NULL', seen_at: 'TIMESTAMP_LTZ(6)' }),
  ].join('\n'),
};

async function call(...argv: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const status = await dispatch(
    argv,
    {
      stdout,
      stderr,
      stdin: new PassThrough(),
      env: {},
      signal: new AbortController().signal,
      readText: async (file) => await Promise.resolve(FILES[file] ?? ''),
      openRead: async () => await Promise.resolve(new PassThrough()),
    },
    COMMANDS,
  );
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { status, out, err };
}

describe('explain --target', () => {
  it('says per expression what differs, in words', async () => {
    const { status, out } = await call('explain', 'doc', '--target', '3.6');
    expect(status).toBe(0);
    expect(out).toContain('projection of transform 1: n * (n + 1)\n');
    expect(out).toContain('  the same in both: n * CASE WHEN TRUE THEN n + 1 END\n');
    expect((await call('explain', 'doc', '--target', 'newest')).out).toContain('every expression');
  });

  it('knows more with the tables, beside what explain says of them', async () => {
    const { out } = await call(
      'explain',
      'doc',
      '--target',
      '3.6',
      '--tables-file',
      'tables',
      '--format',
      'json',
    );
    expect(JSON.parse(out)).toMatchObject({
      tables: [
        { table: 'shop.orders', transforms: [0] },
        { table: 'shop.items', transforms: [] },
      ],
      target: '3.6',
      expressions: [
        { transform: 0, field: 'projection', expression: 'n * (n + 1)', rewritten: 'n * CAST(n + 1 AS INT)' },
        { expression: 'COALESCE(price, 1.00)', rewritten: 'COALESCE(price, CAST(1.00 AS DECIMAL(10, 4)))' },
        {
          field: 'filter',
          differences: [
            { code: 'target-refuses', part: 'active', rewrite: 'COALESCE(active, FALSE)' },
            { code: 'target-differs', part: '(n > 1 OR n < 0)' },
          ],
          rewritten: 'COALESCE(active, FALSE) AND CAST(n > 1 OR n < 0 AS BOOLEAN)',
        },
      ],
    });
  });
});

describe('export --rewrite', () => {
  it('writes what the target computes differently, and nothing else', async () => {
    const { status, out } = await call(
      'export',
      'doc',
      '--target',
      'flink-cdc@3.6',
      '--rewrite',
      '--tables-file',
      'tables',
    );
    expect(status).toBe(0);
    expect(out).toBe(
      DOCUMENT.replace('(n + 1)', 'CAST(n + 1 AS INT)')
        .replace('1.00)', 'CAST(1.00 AS DECIMAL(10, 4)))')
        .replace(
          'active AND (n > 1 OR n < 0)',
          'COALESCE(active, FALSE) AND CAST(n > 1 OR n < 0 AS BOOLEAN)',
        ),
    );
  });

  it('shows the lines that it writes anew', async () => {
    const { err } = await call('export', 'doc', '--target', 'flink-cdc@3.6', '--rewrite');
    expect(err).toMatch(/^@@ line \d+\n(?:- .*\n)+(?:\+ .*\n)*\+ .*CAST\(/m);
  });

  it('says it without', async () => {
    const { out, err } = await call('export', 'doc', '--target', 'flink-cdc@3.6');
    expect(out).toBe(DOCUMENT);
    expect(err).toContain('target-differs');
  });
});

describe('validate --target', () => {
  const validate = async (file: string, ...more: readonly string[]) =>
    call('validate', file, '--target', '3.5', ...more);

  it('knows with the columns of the captured tables what the release cannot read', async () => {
    const all = await validate('shop-all', '--tables-file', 'shop-tables');
    expect(all.status).toBe(1);
    expect(all.out).toContain('fails in the sink on the timestamptz column seen_at of public.visits');
    // The columns of a table that is not captured do not count.
    expect(await validate('shop-orders', '--tables-file', 'shop-tables')).toMatchObject({ status: 0 });
    expect(await validate('shop-all')).toMatchObject({ status: 0 });
  });

  it('looks at tables for a release only', async () => {
    const { status, err } = await call('validate', 'doc', '--tables-file', 'tables');
    expect(status).toBe(2);
    expect(err).toContain('give --target VERSION, too');
  });
});

describe('what is not captured', () => {
  it('does not count for the export either', async () => {
    const exported = async (file: string) =>
      call('export', file, '--target', 'flink-cdc@3.5', '--tables-file', 'shop-tables');
    expect(await exported('shop-all')).toMatchObject({ status: 1, out: '' });
    expect(await exported('shop-orders')).toMatchObject({ status: 0, out: FILES['shop-orders'] });
  });
});
