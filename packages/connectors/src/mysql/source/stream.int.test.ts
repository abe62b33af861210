// What a MariaDB's log says beside plain rows: DDL, online schema changes, XA, other formats, gaps, restarts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatDataType } from '@tailrace/core/types';
import type { DiscoveredTable, Offset } from '@tailrace/engine/api';
import { connectMysql } from '../connect.ts';
import { eventsOf, inShort, readUpToNow, startWorld, type SourceWorld } from './testing/source-world.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  await world.sql(
    'SET GLOBAL binlog_row_metadata = FULL',
    'SET SESSION sql_log_bin = 1',
    'DROP TABLE IF EXISTS t, t2, _t_gho, _t_del',
    'CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))',
  );
});

const LATEST = { 'scan.startup.mode': 'latest-offset' };

/** The events that the statements make, in short. */
async function follow(
  statements: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const tables = await world.tables('t');
  return world.withReader(
    { tables },
    async (reader) => {
      await world.sql(...statements);
      return eventsOf(await readUpToNow(reader, reader.startOffset)).map(inShort);
    },
    { ...LATEST, ...more },
  );
}

const codeOf = async (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? Reflect.get(error, 'code') : error),
  );

describe('DDL', () => {
  test('columns come, go and change, and rows follow the columns of their moment', async () => {
    expect(
      await follow([
        "INSERT INTO t VALUES (1, 'a')",
        'ALTER TABLE t ADD COLUMN n BIGINT UNSIGNED FIRST, ADD COLUMN e ENUM("x", "y") AFTER id',
        "INSERT INTO t VALUES (18446744073709551615, 2, 'y', 'b')",
        'ALTER TABLE t RENAME COLUMN name TO title, MODIFY e ENUM("x", "y", "z")',
        "INSERT INTO t (id, e, title) VALUES (3, 'z', 'c')",
        'ALTER TABLE t DROP COLUMN n',
        "UPDATE t SET title = 'd' WHERE id = 3",
        'DELETE FROM t WHERE id = 1',
      ]),
    ).toEqual([
      'insert 1,a',
      'add.column',
      'insert [object Object],2,y,b',
      'rename.column',
      'insert null,3,z,c',
      'drop.column',
      'update 3,z,c > 3,z,d',
      'delete 1,null,a',
    ]);
  });

  test('without metadata in the log the columns are those that the DDL left', async () => {
    await world.sql('SET GLOBAL binlog_row_metadata = NO_LOG');
    expect(
      await follow([
        'ALTER TABLE t ADD COLUMN u TINYINT UNSIGNED FIRST, MODIFY name VARCHAR(20) CHARACTER SET latin1',
        "INSERT INTO t VALUES (255, 1, 'ä€')",
        'ALTER TABLE t MODIFY u TINYINT UNSIGNED AFTER name',
        "INSERT INTO t VALUES (2, 'b', 128)",
      ]),
    ).toEqual(['add.column', 'insert 255,1,ä€', 'insert 128,2,b']);
  });

  test('a column that is moved keeps its place for the pipeline', async () => {
    expect(
      await follow(['ALTER TABLE t MODIFY name VARCHAR(20) FIRST', "INSERT INTO t VALUES ('a', 1)"]),
    ).toEqual(['insert 1,a']);
  });

  test('truncate, drop and create anew', async () => {
    expect(
      await follow([
        'TRUNCATE TABLE t',
        'DROP TABLE t',
        'CREATE TABLE t (id BIGINT PRIMARY KEY, x DOUBLE)',
        'INSERT INTO t VALUES (1, 0.5)',
        'CREATE TABLE t2 LIKE t',
        'CREATE OR REPLACE TABLE t LIKE t2',
        'INSERT INTO t VALUES (2, 1.5)',
      ]),
    ).toEqual([
      'truncate.table',
      'drop.table',
      'create.table',
      'insert 1,0.5',
      'drop.table',
      'create.table',
      'insert 2,1.5',
    ]);
  });

  test('a table that takes the place of a captured one (gh-ost) is that table with new columns', async () => {
    expect(
      await follow([
        "INSERT INTO t VALUES (1, 'a')",
        'CREATE TABLE _t_gho LIKE t',
        'ALTER TABLE _t_gho ADD COLUMN extra INT',
        'INSERT INTO _t_gho (id, name) SELECT id, name FROM t',
        'RENAME TABLE t TO _t_del, _t_gho TO t',
        "INSERT INTO t VALUES (2, 'b', 7)",
        'DROP TABLE _t_del',
      ]),
    ).toEqual(['insert 1,a', 'add.column', 'insert 2,b,7']);
  });

  test('off, the schema stays and rows are put into it', async () => {
    expect(
      await follow(
        [
          'ALTER TABLE t ADD COLUMN x INT FIRST',
          "INSERT INTO t VALUES (9, 1, 'a')",
          'ALTER TABLE t DROP COLUMN name',
          'INSERT INTO t VALUES (9, 2)',
        ],
        { 'schema-change.enabled': 'false' },
      ),
    ).toEqual(['insert 1,a', 'insert 2,null']);
  });

  test('a table altered while the run stood still is read by the columns it had', async () => {
    const tables = await world.tables('t');
    const offset = await world.withReader({ tables }, async (reader) => reader.startOffset, LATEST);
    await world.sql(
      "INSERT INTO t VALUES (1, 'a')",
      'ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 5 FIRST',
      "INSERT INTO t VALUES (6, 2, 'b')",
      'ALTER TABLE t DROP COLUMN name',
      'INSERT INTO t VALUES (7, 3)',
    );
    const events = await resume(tables, offset);
    expect(events).toEqual(['insert 1,a', 'add.column', 'insert 6,2,b', 'drop.column', 'insert 7,3']);
  });

  test('types follow as the type mapping has them', async () => {
    const tables = await world.tables('t');
    const events = await world.withReader(
      { tables },
      async (reader) => {
        await world.sql('ALTER TABLE t ADD COLUMN (a BIGINT UNSIGNED, b DATETIME(3), c DECIMAL(50, 2))');
        return eventsOf(await readUpToNow(reader, reader.startOffset));
      },
      LATEST,
    );
    const added = events.flatMap((event) => (event.type === 'add.column' ? event.columns : []));
    expect(added.map(({ column }) => `${column.name} ${formatDataType(column.type)}`)).toEqual([
      'a DECIMAL(20, 0)',
      'b TIMESTAMP(3)',
      'c STRING',
    ]);
  });

  async function resume(tables: readonly DiscoveredTable[], offset: Offset): Promise<readonly string[]> {
    return world.withReader(
      { tables, resumeFrom: { offset } },
      async (reader) => eventsOf(await readUpToNow(reader, offset)).map(inShort),
      LATEST,
    );
  }
});

/** The server keeps what somebody reads, and learns of a reader that is gone only by the next heartbeat to it. */
async function purgeTo(file: string): Promise<void> {
  for (const { Id: id, Command: command } of await world.session.query('SHOW PROCESSLIST')) {
    if (command === 'Binlog Dump') await world.session.query(`KILL ${String(id)}`).catch(() => undefined);
  }
  for (;;) {
    await world.sql(`PURGE BINARY LOGS TO '${file}'`);
    const [oldest] = await world.session.query('SHOW BINARY LOGS');
    if (oldest?.['Log_name'] === file) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('what the log cannot tell', () => {
  test('F33: rows changed by a statement stop the run', async () => {
    expect(
      await codeOf(
        follow([
          'SET SESSION binlog_format = STATEMENT',
          "INSERT INTO t VALUES (1, 'a')",
          'SET SESSION binlog_format = ROW',
        ]),
      ),
    ).toBe('mysql-statement-format');
    await world.sql('SET SESSION binlog_format = ROW');
  });

  test('F37: a change of a table that is not in the log stops the run', async () => {
    expect(
      await codeOf(
        follow([
          'SET SESSION sql_log_bin = 0',
          'ALTER TABLE t ADD COLUMN x INT FIRST',
          'SET SESSION sql_log_bin = 1',
          "INSERT INTO t VALUES (1, 2, 'a')",
        ]),
      ),
    ).toBe('mysql-table-mismatch');
  });

  test('F39a: a log that was purged is history that is lost', async () => {
    const tables = await world.tables('t');
    const offset = await world.withReader({ tables }, async (reader) => reader.startOffset, LATEST);
    await world.sql("INSERT INTO t VALUES (1, 'a')", 'FLUSH BINARY LOGS');
    const [row] = await world.session.query('SHOW MASTER STATUS');
    await purgeTo(String(row?.['File']));
    const read = world.withReader(
      { tables, resumeFrom: { offset } },
      async (reader) => readUpToNow(reader, offset),
      LATEST,
    );
    expect(await codeOf(read)).toBe('mysql-history-lost');
  });

  test('a DDL that is not understood stops the run at a captured table', async () => {
    expect(
      await codeOf(
        follow([
          'CREATE TABLE t2 (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2',
          'ALTER TABLE t DROP PRIMARY KEY',
        ]),
      ),
    ).toBe('mysql-primary-key-changed');
  });
});

describe('transactions', () => {
  test('what was rolled back is not there, what was rolled back to a savepoint neither', async () => {
    expect(
      await follow([
        'START TRANSACTION',
        "INSERT INTO t VALUES (1, 'a')",
        'SAVEPOINT s',
        "INSERT INTO t VALUES (2, 'b')",
        'ROLLBACK TO s',
        'COMMIT',
        'START TRANSACTION',
        "INSERT INTO t VALUES (3, 'c')",
        'ROLLBACK',
      ]),
    ).toEqual(['insert 1,a']);
  });

  test('F35: an XA transaction counts from its commit on, over a restart too, and not at all when rolled back', async () => {
    const tables = await world.tables('t');
    const second = await connectMysql({
      ...world.server,
      tlsMode: 'disabled',
      connectTimeoutMs: 5000,
      database: 'shop',
    });
    const [first, held] = await world.withReader(
      { tables },
      async (reader) => {
        await second.query("XA START 'one'");
        await second.query("INSERT INTO t VALUES (1, 'xa')");
        await second.query("XA END 'one'");
        await second.query("XA PREPARE 'one'");
        await world.sql(
          "INSERT INTO t VALUES (2, 'plain')",
          "XA START 'two'",
          "INSERT INTO t VALUES (3, 'gone')",
          "XA END 'two'",
          "XA PREPARE 'two'",
          "XA ROLLBACK 'two'",
        );
        const batches = await readUpToNow(reader, reader.startOffset);
        return [eventsOf(batches).map(inShort), batches.at(-1)?.offset] as const;
      },
      LATEST,
    );
    expect(first).toEqual(['insert 2,plain']);
    await second.query("XA COMMIT 'one'");
    await second.end();
    await world.sql("INSERT INTO t VALUES (4, 'later')");
    const events = await world.withReader(
      { tables, resumeFrom: { offset: held! } },
      async (reader) => eventsOf(await readUpToNow(reader, held!)).map(inShort),
      LATEST,
    );
    expect(events).toEqual(['insert 1,xa', 'insert 4,later']);
  });

  test('a large one comes in parts, whose position stays before it', async () => {
    const tables = await world.tables('t');
    await world.withReader(
      { tables },
      async (reader) => {
        await world.sql("INSERT INTO t SELECT seq, CONCAT('row ', seq) FROM shop.seq_1_to_100000");
        const batches = await readUpToNow(reader, reader.startOffset);
        expect(eventsOf(batches)).toHaveLength(100_000);
        const parts = batches.filter((batch) => batch.partial === true);
        expect(parts.length).toBeGreaterThan(1);
        for (const part of parts) expect(reader.compareOffsets(part.offset, reader.startOffset)).toBe(0);
        expect(batches.at(-1)?.partial).toBeUndefined();
      },
      LATEST,
    );
  });

  test('rows of row images that are not whole say what was not sent', async () => {
    await world.sql('SET SESSION binlog_row_image = MINIMAL');
    expect(
      await follow(["INSERT INTO t VALUES (1, 'a')", "UPDATE t SET name = 'b'", 'DELETE FROM t']),
    ).toEqual(['insert 1,a', 'update 1,Symbol(unsent) > 1,b', 'delete 1,Symbol(unsent)']);
    await world.sql('SET SESSION binlog_row_image = FULL');
  });
});

describe('beginning', () => {
  test('at the oldest log, at a moment, at a position, at GTIDs', async () => {
    await world.sql('FLUSH BINARY LOGS');
    const [log] = await world.session.query('SHOW MASTER STATUS');
    await purgeTo(String(log?.['File']));
    const tables = await world.tables('t');
    await world.sql("INSERT INTO t VALUES (1, 'a')");
    const [row] = await world.session.query('SHOW MASTER STATUS');
    const [gtid] = await world.session.query('SELECT @@gtid_binlog_pos AS gtids, UNIX_TIMESTAMP() AS now');
    await world.sql('DO SLEEP(1.1)', "INSERT INTO t VALUES (2, 'b')");
    const begin = async (more: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      world.withReader(
        { tables },
        async (reader) =>
          eventsOf(await readUpToNow(reader, reader.startOffset))
            .map(inShort)
            .slice(-2),
        more,
      );
    expect(
      await begin({
        'scan.startup.mode': 'specific-offset',
        'scan.startup.specific-offset.file': String(row?.['File']),
        'scan.startup.specific-offset.pos': String(row?.['Position']),
      }),
    ).toEqual(['insert 2,b']);
    expect(
      await begin({
        'scan.startup.mode': 'specific-offset',
        'scan.startup.specific-offset.gtid-set': String(gtid?.['gtids']),
      }),
    ).toEqual(['insert 2,b']);
    expect(
      await begin({
        'scan.startup.mode': 'timestamp',
        'scan.startup.timestamp-millis': String((Number(gtid?.['now']) + 1) * 1000),
      }),
    ).toEqual(['insert 2,b']);
  });
});
