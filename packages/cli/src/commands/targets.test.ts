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
      readText: async (file) => await Promise.resolve(file === 'tables' ? TABLES : DOCUMENT),
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
