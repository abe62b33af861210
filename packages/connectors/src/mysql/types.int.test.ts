// Every type at its limits: what the snapshot reads and what the log holds are the same values, whatever the log tells of the columns.
import { isDataChange } from '@tailrace/core/event';
import type { Row } from '@tailrace/core/value';
import { formatDataType } from '@tailrace/core/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, limit, readUpToNow, startWorld, type SourceWorld } from './source/testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

/** Column, its type in the pipeline, literals of values. */
const COLUMNS: readonly (readonly [string, string, readonly string[]])[] = [
  ['TINYINT', 'TINYINT', ['-128', '127', '0']],
  ['TINYINT UNSIGNED', 'SMALLINT', ['0', '255', '128']],
  ['TINYINT(1)', 'BOOLEAN', ['0', '1', '2']],
  ['SMALLINT', 'SMALLINT', ['-32768', '32767']],
  ['SMALLINT UNSIGNED', 'INT', ['65535', '32768']],
  ['MEDIUMINT', 'INT', ['-8388608', '8388607']],
  ['MEDIUMINT UNSIGNED', 'INT', ['16777215', '8388608']],
  ['INT', 'INT', ['-2147483648', '2147483647']],
  ['INT UNSIGNED', 'BIGINT', ['4294967295', '2147483648']],
  ['INT(7) ZEROFILL', 'BIGINT', ['42', '0']],
  [
    'BIGINT',
    'BIGINT',
    ['-9223372036854775808', '9223372036854775807', '9007199254740993', '-9007199254740993', '-1'],
  ],
  [
    'BIGINT UNSIGNED',
    'DECIMAL(20, 0)',
    ['18446744073709551615', '9223372036854775808', '0', '9007199254740993'],
  ],
  [
    'DECIMAL(38, 10)',
    'DECIMAL(38, 10)',
    ['-9999999999999999999999999999.9999999999', '0.0000000001', '-0.5', '0'],
  ],
  ['DECIMAL(9, 9)', 'DECIMAL(9, 9)', ['0.123456789', '-0.000000001']],
  ['DECIMAL(15, 4)', 'DECIMAL(15, 4)', ['99999999999.9999', '-99999999999.9999', '1']],
  ['DECIMAL(16, 0)', 'DECIMAL(16, 0)', ['9999999999999999', '-9999999999999999']],
  ['DECIMAL(10, 2)', 'DECIMAL(10, 2)', ['-12345678.90', '0.01']],
  [
    'DECIMAL(65, 30)',
    'STRING',
    [
      '99999999999999999999999999999999999.999999999999999999999999999999',
      '-0.000000000000000000000000000001',
      '5',
    ],
  ],
  ['FLOAT', 'FLOAT', ['1.1', '-3.4028e38', '16777217', '0', '0.1234567']],
  ['FLOAT(7, 3)', 'DOUBLE', ['1.125', '1.1']],
  ['DOUBLE', 'DOUBLE', ['0.1', '-1.7976931348623157e308', '5e-324', '0']],
  ['BIT(1)', 'BOOLEAN', ["b'0'", "b'1'"]],
  ['BIT(10)', 'BINARY(2)', ["b'1100000001'", "b'1'"]],
  ['BIT(64)', 'BINARY(8)', ["b'1000000000000000000000000000000000000000000000000000000000000001'"]],
  ['YEAR', 'INT', ['0', '1901', '2155']],
  ['DATE', 'DATE', ["'1000-01-01'", "'9999-12-31'", "'1969-12-31'", "'2024-02-29'"]],
  ['TIME', 'TIME(0)', ["'00:00:00'", "'23:59:59'"]],
  ['TIME(3)', 'TIME(3)', ["'23:59:59.999'", "'00:00:00.001'"]],
  ['TIME(6)', 'TIME(6)', ["'12:34:56.789012'"]],
  ['DATETIME', 'TIMESTAMP(0)', ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'1969-12-31 23:59:59'"]],
  ['DATETIME(1)', 'TIMESTAMP(1)', ["'2024-05-06 07:08:09.1'"]],
  ['DATETIME(4)', 'TIMESTAMP(4)', ["'2024-05-06 07:08:09.1234'"]],
  ['DATETIME(6)', 'TIMESTAMP(6)', ["'2024-12-31 23:59:59.999999'", "'0999-01-02 03:04:05.000001'"]],
  [
    'TIMESTAMP NULL',
    'TIMESTAMP_LTZ(0)',
    ["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'2024-03-31 01:30:00'"],
  ],
  ['TIMESTAMP(2) NULL', 'TIMESTAMP_LTZ(2)', ["'2024-03-31 01:30:00.25'"]],
  ['TIMESTAMP(6) NULL', 'TIMESTAMP_LTZ(6)', ["'2024-10-27 02:30:00.000001'"]],
  ['CHAR(5)', 'CHAR(5)', ["'a b'", "''", "'ÄÖ€'"]],
  ['CHAR(255) CHARACTER SET utf8mb4', 'CHAR(255)', ["REPEAT('€', 255)", "'x '"]],
  ['VARCHAR(20)', 'VARCHAR(20)', ["'plain'", "'a\\0b\\n\\\\'", "'😀'", "'trailing  '"]],
  ['VARCHAR(300)', 'VARCHAR(300)', ["REPEAT('ab', 150)"]],
  ['VARCHAR(20) CHARACTER SET latin1', 'VARCHAR(20)', ["'€ÄŸ'", "x'818D8F909DA0FF'"]],
  ['VARCHAR(20) CHARACTER SET cp1251', 'VARCHAR(20)', ["'Привет'"]],
  ['VARCHAR(20) CHARACTER SET sjis', 'VARCHAR(20)', ["'日本'"]],
  ['VARCHAR(20) CHARACTER SET gbk', 'VARCHAR(20)', ["'汉字'"]],
  ['VARCHAR(20) CHARACTER SET utf16', 'VARCHAR(20)', ["'ä😀'"]],
  ['VARCHAR(20) CHARACTER SET utf32', 'VARCHAR(20)', ["'ä😀'"]],
  ['VARCHAR(20) CHARACTER SET ucs2', 'VARCHAR(20)', ["'äß'"]],
  ['TINYTEXT', 'STRING', ["'t'"]],
  ['TEXT', 'STRING', ["REPEAT('x', 65535)"]],
  ['MEDIUMTEXT', 'STRING', ["REPEAT('y', 70000)"]],
  ['LONGTEXT', 'STRING', ["'z'"]],
  ['JSON', 'STRING', [`'{"b": [1, 2.50, "x"], "a": null}'`]],
  ["ENUM('one', 'two,2', 'it''s')", 'STRING', ["'one'", "'two,2'", "'it''s'"]],
  ["SET('a', 'b', 'c')", 'ARRAY<STRING>', ["'a'", "'a,c'", "''"]],
  ['BINARY(8)', 'BINARY(8)', ["x'0100'", "x'FFFFFFFFFFFFFFFF'", "''"]],
  ['VARBINARY(300)', 'VARBINARY(300)', ["x'00FF00'", "''"]],
  ['TINYBLOB', 'BYTES', ["x'00'"]],
  ['BLOB', 'BYTES', ["x'C328'"]],
  ['MEDIUMBLOB', 'BYTES', ["REPEAT(x'80', 70000)"]],
  ['LONGBLOB', 'BYTES', ["x'00'"]],
  ['POINT', 'STRING', ['ST_GeomFromText("POINT(1 2.5)")']],
  [
    'GEOMETRY',
    'STRING',
    [
      'ST_GeomFromText("POLYGON((0 0,0 3,3 3,3 0,0 0),(1 1,1 2,2 2,2 1,1 1))", 4326)',
      'ST_GeomFromText("GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))")',
      'ST_GeomFromText("MULTIPOINT(1 1,2 2)")',
    ],
  ],
  [
    'UUID',
    'STRING',
    [
      "'123e4567-e89b-12d3-a456-426655440000'",
      "'f47ac10b-58cc-4372-a567-0e02b2c3d479'",
      "'00000000-0000-0000-0000-000000000000'",
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
    ],
  ],
  ['INET6', 'STRING', ["'2001:db8::1'", "'::'", "'::ffff:1.2.3.4'", "'1:2:3:4:5:6:7:8'", "'1::'"]],
  ['INET4', 'STRING', ["'1.2.3.4'", "'0.0.0.0'"]],
  ['VARCHAR(2000) COMPRESSED', 'VARCHAR(2000)', ["REPEAT('compress me ', 100)", "'short'", "''"]],
  ['BLOB COMPRESSED', 'BYTES', ["REPEAT(x'00', 3000)", "x'01'"]],
  ['VARCHAR(20) INVISIBLE', 'VARCHAR(20)', ["'seen'"]],
];

async function createTable(name: string): Promise<void> {
  const columns = COLUMNS.map(([type], at) => `c${at} ${type}`).join(', ');
  await world.sql(
    `CREATE TABLE ${name} (id INT PRIMARY KEY, ${columns}, v INT AS (id * 2) VIRTUAL, s INT AS (id * 3) STORED)`,
  );
}

async function fill(name: string): Promise<number> {
  const most = Math.max(...COLUMNS.map(([, , values]) => values.length));
  const names = COLUMNS.map((_, at) => `c${at}`).join(', ');
  for (let row = 0; row < most; row++) {
    const values = COLUMNS.map(([, , each]) => each[row] ?? 'NULL').join(', ');
    await world.sql(`INSERT INTO ${name} (id, ${names}) VALUES (${row}, ${values})`);
  }
  return most;
}

interface Setting {
  readonly metadata: 'NO_LOG' | 'MINIMAL' | 'FULL';
  readonly compressed: boolean;
}

async function bothWays(
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ log: readonly Row[]; snapshot: readonly Row[] }> {
  const [table] = await world.tables(name);
  const log = await world.withReader(
    { tables: [table!] },
    async (reader) => {
      await fill(name);
      return eventsOf(await readUpToNow(reader, reader.startOffset)).flatMap((event) =>
        isDataChange(event) && event.type === 'insert' ? [event.after] : [],
      );
    },
    { 'scan.startup.mode': 'latest-offset', ...more },
  );
  const snapshot = await world.withReader(
    { tables: [table!] },
    async (reader) => {
      const rows: Row[] = [];
      for (const split of await reader.splits(table!)) {
        for await (const batch of reader.readSplit(split, limit())) rows.push(...batch.rows());
      }
      return rows;
    },
    more,
  );
  return { log, snapshot };
}

const byId = (rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => Number(a[0]) - Number(b[0]));

describe.each<Setting>([
  { metadata: 'FULL', compressed: false },
  { metadata: 'MINIMAL', compressed: true },
  { metadata: 'NO_LOG', compressed: false },
])('metadata $metadata, compressed events: $compressed', ({ metadata, compressed }) => {
  test('snapshot and log hold the same values', async () => {
    const name = `t_${metadata.toLowerCase()}`;
    await world.sql(
      `SET GLOBAL binlog_row_metadata = ${metadata}`,
      `SET GLOBAL log_bin_compress = ${compressed ? 'ON' : 'OFF'}`,
      'SET GLOBAL log_bin_compress_min_len = 10',
    );
    await createTable(name);
    const [table] = await world.tables(name);
    const types = table!.schema.columns.map((column) => formatDataType({ ...column.type, nullable: true }));
    expect(types.slice(1, COLUMNS.length + 1)).toEqual(COLUMNS.map(([, type]) => type));
    const { log, snapshot } = await bothWays(name);
    const wrong = byId(log).flatMap((row, at) =>
      row.flatMap((value, column) => {
        const other = byId(snapshot)[at]?.[column];
        return equal(value, other)
          ? []
          : [{ type: COLUMNS[column - 1]?.[0] ?? column, log: value, snapshot: other }];
      }),
    );
    expect(wrong).toEqual([]);
    expect(log).toHaveLength(snapshot.length);
    expect(log.length).toBeGreaterThan(4);
  });
});

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
