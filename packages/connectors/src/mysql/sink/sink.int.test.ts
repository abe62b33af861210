// What the contract suite does not ask: names, values and their limits, and who owns a run.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { tableId, type TableSchema } from '@tailrace/core/table';
import type { Value } from '@tailrace/core/value';
import type { SinkWriter } from '@tailrace/engine/api';
import { startMariadbWorld, type MariadbWorld } from '../testing/mariadb-world.ts';
import { PAIR, context, create, freshTable, insert, nameOf, schema, useWriter } from './testing/writing.ts';

let world: MariadbWorld;
beforeAll(async () => {
  world = await startMariadbWorld();
});
afterAll(async () => {
  await world.stop();
});

const withWriter = async <T>(use: (writer: SinkWriter) => Promise<T>, runId?: string): Promise<T> =>
  useWriter(world, use, runId === undefined ? {} : { runId });

describe('names', () => {
  it('keeps hostile ones to the letter', async () => {
    const names = [
      "it's",
      'back`tick',
      'semi;colon -- x',
      'quo"te',
      'ünï 日本',
      'a\\b',
      '`; DROP DATABASE dst; --x',
      'select',
      '%_\n\tx',
    ];
    const columns = { id: 'INT NOT NULL', ...Object.fromEntries(names.map((name) => [name, 'VARCHAR(40)'])) };
    for (const name of names) {
      const table = tableId('dst', name);
      await withWriter(async (writer) => {
        await create(writer, table, schema(columns));
        await writer.write([insert(table, 1, ...names)], context(schema(columns)));
        await writer.commit({ at: name });
      });
      const [row] = await world.dst(`SELECT * FROM ${nameOf(table)}`);
      expect(row).toEqual({ id: 1, ...Object.fromEntries(names.map((column) => [column, column])) });
    }
  });

  test.each([
    ['x'.repeat(65), 'longer than 64'],
    ['ends with a blank ', 'blank'],
    ['emoji 🙂', 'U+FFFF'],
    ['nul\0', 'NUL'],
  ])('%j is refused before the server sees it', (name, why) => {
    const sink = world.sink();
    const event: SchemaChangeEvent = { type: 'create.table', table: tableId('dst', name), schema: PAIR };
    expect(() => sink.planSchemaChange(event, undefined)).toThrow(why);
    const column: SchemaChangeEvent = {
      ...event,
      table: tableId('dst', 't'),
      schema: schema({ id: 'INT NOT NULL', [name]: 'INT' }),
    };
    expect(() => sink.planSchemaChange(column, undefined)).toThrow(
      expect.objectContaining({ code: 'sink-name-invalid' }),
    );
  });

  it('needs a database for a name of one part, and makes those that are missing', async () => {
    const table = tableId('made on the way', 't');
    await withWriter(async (writer) => create(writer, table, PAIR));
    expect(await world.dst(`SELECT * FROM ${nameOf(table)}`)).toEqual([]);
    const sink = world.sink('x', { database: '' });
    const event: SchemaChangeEvent = { type: 'create.table', table: tableId('alone'), schema: PAIR };
    expect(() => sink.planSchemaChange(event, undefined)).toThrow(
      expect.objectContaining({ code: 'sink-database-missing' }),
    );
  });
});

describe('values', () => {
  const type = (text: string): TableSchema => schema({ id: 'INT NOT NULL', v: text });
  const far = (ms: number, nanos = 0) => ({ ms, nanos });
  const cases: readonly (readonly [string, Value, string])[] = [
    ['BOOLEAN', true, '1'],
    ['TINYINT', -128, '-128'],
    ['SMALLINT', 32_767, '32767'],
    ['INT', -2_147_483_648, '-2147483648'],
    ['BIGINT', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    ['BIGINT', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['DECIMAL(38, 0)', { unscaled: 10n ** 38n - 1n, scale: 0 }, '9'.repeat(38)],
    ['DECIMAL(38, 30)', { unscaled: -1n, scale: 30 }, `-0.${'0'.repeat(29)}1`],
    ['DECIMAL(38, 38)', { unscaled: 1n, scale: 38 }, `0.${'0'.repeat(37)}1`],
    ['VARCHAR(3)', 'äß🙂', 'äß🙂'],
    ['CHAR(5)', 'ab   ', 'ab   '],
    ['STRING', "tab\t line\n back\\slash quote' \0 \\N \r", "tab\t line\n back\\slash quote' \0 \\N \r"],
    ['STRING', '', ''],
    ['DATE', -719_528, '0000-01-01'],
    ['DATE', 2_932_896, '9999-12-31'],
    ['TIME(6)', 86_399_999_999_000, '23:59:59.999999'],
    ['TIMESTAMP(6)', far(-62_167_219_200_000), '0000-01-01 00:00:00.000000'],
    ['TIMESTAMP(6)', far(253_402_300_799_999, 999_000), '9999-12-31 23:59:59.999999'],
    ['TIMESTAMP_LTZ(3)', far(1_709_161_199_123), '2024-02-28 22:59:59.123000'],
    ['ARRAY<INT>', [1, null, 3], '[1,null,3]'],
    ['MAP<STRING, INT>', [['k"', 1]], '[["k\\"",1]]'],
  ];
  test.each(cases)('%s holds its limits, by INSERT and by LOAD DATA', async (text, value, printed) => {
    const table = freshTable();
    const of = type(text);
    await withWriter(async (writer) => {
      await create(writer, table, of);
      await writer.write([insert(table, 1, value), insert(table, 2, null)], context(of));
      await writer.commit({ at: 1 });
      await writer.write(
        Array.from({ length: 400 }, (_, at) => insert(table, 10 + at, value)),
        context(of),
      );
      await writer.commit({ at: 2 });
    });
    const rows = await world.dst(`SELECT id, CAST(v AS CHAR) AS v FROM ${nameOf(table)} ORDER BY id`);
    expect(rows.slice(0, 2).map((row) => row['v'])).toEqual([printed, null]);
    expect(rows.length).toBe(402);
    expect(new Set(rows.slice(2).map((row) => row['v']))).toEqual(new Set([printed]));
  });

  it('keeps every byte, and every double to its last bit', async () => {
    const table = freshTable();
    const of = schema({ id: 'INT NOT NULL', b: 'BYTES', k: 'VARBINARY(300)', d: 'DOUBLE', f: 'FLOAT' });
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const doubles = [5e-324, 1.7976931348623157e308, -0, 0.1, 1 / 3, 1e23, -123_456.789e-9];
    const floats = [1.401298464324817e-45, 3.4028234663852886e38, -0, 0.1, 1 / 3, 16_777_217, 1e-10].map(
      Math.fround,
    );
    await withWriter(async (writer) => {
      await create(writer, table, of);
      for (const base of [0, 1000]) {
        const many = base === 0 ? 1 : 60;
        const rows = Array.from({ length: many }, (_, round) =>
          doubles.map((double, at) =>
            insert(table, base + round * 10 + at, bytes, bytes, double, floats[at] ?? 0),
          ),
        );
        await writer.write(rows.flat(), context(of));
        await writer.commit({ at: base });
      }
    });
    const rows = await world.dst(`SELECT b, k, d, f + 0.0e0 AS f FROM ${nameOf(table)} ORDER BY id`);
    expect(rows.length).toBe(7 * 61);
    for (const [at, row] of rows.entries()) {
      expect([
        Buffer.from(bytes).equals(row['b'] as Buffer),
        Buffer.from(bytes).equals(row['k'] as Buffer),
      ]).toEqual([true, true]);
      // MySQL has no -0.
      expect(Number(row['d'])).toBe((doubles[at % 7] ?? 0) + 0);
      expect(Math.fround(Number(row['f']))).toBe((floats[at % 7] ?? 0) + 0);
    }
  });

  test.each([
    ['DOUBLE', Number.NaN, 'value-not-representable'],
    ['FLOAT', Number.POSITIVE_INFINITY, 'value-not-representable'],
    ['DATE', 2_932_897, 'value-not-representable'],
    ['TIMESTAMP(9)', { ms: 0, nanos: 1 }, 'value-not-representable'],
    ['TIME(9)', 1, 'value-not-representable'],
    ['VARCHAR(3)', 'four', 'sink-value-refused'],
    ['TINYINT', 128, 'sink-value-refused'],
    ['DECIMAL(3, 1)', { unscaled: 123_456n, scale: 1 }, 'sink-value-refused'],
    // MySQL would round, with a note that nobody reads.
    ['DECIMAL(3, 1)', { unscaled: 125n, scale: 2 }, 'sink-value-refused'],
  ] as const)('%s refuses what does not fit', async (text, value, code) => {
    for (const count of [1, 400]) {
      const table = freshTable();
      const of = type(text);
      const written = withWriter(async (writer) => {
        await create(writer, table, of);
        const rows = Array.from({ length: count }, (_, at) => insert(table, at, value as Value));
        await writer.write(rows, context(of));
        await writer.commit({ at: 1 });
      });
      await expect(written).rejects.toMatchObject({ code, retryable: false });
      expect(await world.dst(`SELECT COUNT(*) AS n FROM ${nameOf(table)}`)).toEqual([{ n: 0 }]);
    }
  });

  it('is not put into a column that would change it without a word', async () => {
    const refused = async (column: string, text: string, value: Value): Promise<unknown> => {
      const table = freshTable();
      await world.dst(`CREATE TABLE ${nameOf(table)} (id INT PRIMARY KEY, v ${column})`);
      return withWriter(async (writer) => {
        await writer.write([insert(table, 1, value)], context(type(text)));
        await writer.commit({ at: 1 });
      }).then(
        () => 'written',
        (error: unknown) => (error as { code?: string }).code,
      );
    };
    expect(await refused('FLOAT', 'DOUBLE', 0.1)).toBe('sink-column-type');
    expect(await refused('DATE', 'TIMESTAMP(3)', { ms: 0, nanos: 0 })).toBe('sink-column-type');
    expect(await refused('DATETIME(3)', 'TIMESTAMP(6)', { ms: 0, nanos: 1000 })).toBe(
      'value-not-representable',
    );
    expect(await refused('DATETIME(3)', 'TIMESTAMP(6)', { ms: 1, nanos: 0 })).toBe('written');
    expect(await refused('CHAR(5)', 'STRING', 'x ')).toBe('value-not-representable');
    expect(await refused('BINARY(5)', 'BYTES', Uint8Array.of(1))).toBe('value-not-representable');
    expect(await refused('VARCHAR(9) CHARACTER SET latin1', 'STRING', '日')).toBe('sink-value-refused');
    expect(await refused('TIMESTAMP(6) NULL', 'TIMESTAMP_LTZ(3)', { ms: 4_102_444_800_000, nanos: 0 })).toBe(
      'sink-value-refused',
    );
  });
});

describe('owners', () => {
  it('[F11] the later one of two has the run; the earlier one writes nothing more, and its locks are gone', async () => {
    const table = freshTable();
    const first = await world.sink('contested').open({ signal: AbortSignal.timeout(60_000) });
    await create(first, table, PAIR);
    await first.write([insert(table, 1, 'first')], context(PAIR));
    await first.commit({ at: 1 });
    await first.write(
      Array.from({ length: 30_000 }, (_, at) => insert(table, 10 + at, 'never')),
      context(PAIR),
    );
    const second = await world.sink('contested').open({ signal: AbortSignal.timeout(60_000) });
    expect(second.committed).toEqual({ at: 1 });
    await second.write([insert(table, 10, 'second')], context(PAIR));
    await second.commit({ at: 2 });
    await expect(first.commit({ at: 9 })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:mysql-connection-lost|sink-fenced)$/u) as string,
    });
    await first.close();
    await second.close();
    expect(await world.dst(`SELECT * FROM ${nameOf(table)} ORDER BY id`)).toEqual([
      { id: 1, a: 'first' },
      { id: 10, a: 'second' },
    ]);
  });

  it('an epoch that was raised behind its back fences a session that lives, before a schema change, too', async () => {
    const table = freshTable();
    for (const late of ['commit', 'alter'] as const) {
      const runId = `fenced-${late}`;
      const fenced = withWriter(async (writer) => {
        await create(writer, table, PAIR);
        await writer.commit({ at: 1 });
        await world.dst(`UPDATE tailrace.position SET epoch = epoch + 1 WHERE run_id = '${runId}'`);
        await writer.write([insert(table, 1, 'late')], context(PAIR));
        if (late === 'commit') await writer.commit({ at: 2 });
        else await writer.applySchemaChange({ type: 'drop.table', table }, PAIR);
      }, runId);
      await expect(fenced).rejects.toMatchObject({ code: 'sink-fenced' });
      expect(await world.dst(`SELECT COUNT(*) AS n FROM ${nameOf(table)}`)).toEqual([{ n: 0 }]);
    }
  });
});
