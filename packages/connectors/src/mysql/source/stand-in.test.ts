// The session with a MySQL server: logs that real servers of 5.7 and 8.0 wrote, sent over the real protocol, cut anywhere; and what a server answers
// when it cannot give them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { isDataChange } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Offset } from '@tailrace/engine/api';
import { COLUMN, type LoggedColumn } from '../binlog/column-type.ts';
import { EVENT } from '../binlog/event-type.ts';
import { createEventReader, payloadEvents, type RawEvent } from '../binlog/read-event.ts';
import { readTableMap, type TableMap } from '../binlog/table-map.ts';
import { inflatePayload, readTransactionPayload } from '../binlog/transaction-payload.ts';
import { fileEvents } from '../binlog/testing/log-file.ts';
import { BINLOGS, readVectors } from '../binlog/testing/vectors.ts';
import { createMysqlSource } from './source.ts';
import {
  startStandIn,
  type Answer,
  type StandInOptions,
  type StandInServer,
} from './testing/stand-in-server.ts';

const UUID = '896e7882-18fe-11ef-ab88-22222d34d411';
const OTHER = '24bc7850-2c16-11e6-a073-0242ac110002';

let server: StandInServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Events of a log file, and the tables they are of. */
function readLog(name: string): {
  readonly events: readonly Buffer[];
  readonly maps: readonly TableMap[];
  readonly size: number;
} {
  const file = readFileSync(path.join(BINLOGS, name));
  const reader = createEventReader(true);
  const events: Buffer[] = [];
  const maps = new Map<string, TableMap>();
  const note = (event: RawEvent): void => {
    if (event.header.type === EVENT.TRANSACTION_PAYLOAD) {
      for (const inner of payloadEvents(
        inflatePayload(readTransactionPayload(event.buffer.subarray(event.start, event.end))),
      ))
        note(inner);
    }
    if (event.header.type !== EVENT.TABLE_MAP) return;
    const map = readTableMap(event.buffer, event.start, event.end, reader.format);
    maps.set(`${map.schema}.${map.table}`, map);
  };
  for (const [buffer, at, end] of fileEvents(file)) {
    note(reader.read(buffer, at, end));
    events.push(buffer.subarray(at, end));
  }
  return { events, maps: [...maps.values()], size: file.length };
}

function typeText(column: LoggedColumn): string {
  const chars = Math.max(1, Math.floor((column.maxBytes ?? 4) / 4));
  const names: Readonly<Record<number, string>> = {
    [COLUMN.TINY]: 'tinyint',
    [COLUMN.SHORT]: 'smallint',
    [COLUMN.INT24]: 'mediumint',
    [COLUMN.LONG]: 'int',
    [COLUMN.LONGLONG]: 'bigint',
    [COLUMN.FLOAT]: 'float',
    [COLUMN.DOUBLE]: 'double',
    [COLUMN.YEAR]: 'year',
    [COLUMN.DATE]: 'date',
    [COLUMN.TIME2]: `time(${column.fsp ?? 0})`,
    [COLUMN.DATETIME2]: `datetime(${column.fsp ?? 0})`,
    [COLUMN.TIMESTAMP2]: `timestamp(${column.fsp ?? 0})`,
    [COLUMN.JSON]: 'json',
    [COLUMN.NEWDECIMAL]: `decimal(${column.precision ?? 10},${column.scale ?? 0})`,
    [COLUMN.BLOB]: 'longtext',
    [COLUMN.VARCHAR]: `varchar(${chars})`,
    [COLUMN.STRING]: `char(${chars})`,
    [COLUMN.BIT]: `bit(${column.bits ?? 1})`,
    [COLUMN.GEOMETRY]: 'geometry',
    [COLUMN.ENUM]: `enum(${Array.from({ length: 9 }, (_, at) => `'v${at}'`).join(',')})`,
    [COLUMN.SET]: `set(${Array.from({ length: 8 * column.size }, (_, at) => `'v${at}'`).join(',')})`,
  };
  return `${names[column.type] ?? 'int'}${column.unsigned === true ? ' unsigned' : ''}`;
}

const charsetOf = (type: string): string | null => (/char|text|enum|set/u.test(type) ? 'utf8mb4' : null);

function answers(
  maps: readonly TableMap[],
  more: {
    readonly gtids?: boolean;
    readonly gtidMode?: string;
    readonly uuid?: string;
    readonly size: number;
    readonly version: string;
  },
): readonly Answer[] {
  const tables = maps.map(({ schema, table }) => ({
    db: schema,
    name: table,
    collation: 'utf8mb4_bin',
    comment: '',
    estimate: '1',
    engine: 'InnoDB',
  }));
  const columns = maps.flatMap(({ schema, table, columns: logged }) =>
    logged.map((column, at) => ({
      db: schema,
      name: table,
      col: column.name ?? `c${at}`,
      type: typeText(column),
      nullable: 'YES',
      def: null,
      extra: '',
      comment: '',
      charset: charsetOf(typeText(column)),
      generation: '',
    })),
  );
  const keys = maps.map(({ schema, table, columns: logged }) => ({
    db: schema,
    name: table,
    col: logged[0]?.name ?? 'c0',
  }));
  const variables = {
    log_bin: 'ON',
    binlog_format: 'ROW',
    binlog_row_image: 'FULL',
    gtid_mode: more.gtidMode ?? (more.gtids === true ? 'ON' : 'OFF'),
    server_id: '1',
    server_uuid: more.uuid ?? UUID,
    lower_case_table_names: '0',
  };
  return [
    { matches: /UNIX_TIMESTAMP/u, rows: [{ seconds: String(Math.floor(Date.now() / 1000)) }] },
    { matches: /VERSION\(\)/u, rows: [{ version: more.version }] },
    { matches: /information_schema\.TABLES/u, rows: tables },
    { matches: /information_schema\.COLUMNS/u, rows: columns },
    { matches: /information_schema\.STATISTICS/u, rows: keys },
    { matches: /information_schema\.SCHEMATA/u, rows: [{ name: 'test', charset: 'utf8mb4' }] },
    {
      matches: /SHOW GLOBAL VARIABLES/u,
      rows: Object.entries(variables).map(([name, value]) => ({ Variable_name: name, Value: value })),
    },
    {
      matches: /SHOW MASTER STATUS|BINARY LOG STATUS/u,
      rows: [
        {
          File: 'mysql-bin.000001',
          Position: String(more.size),
          Executed_Gtid_Set: more.gtids === true ? `${UUID}:1-10` : '',
        },
      ],
    },
    { matches: /SHOW BINARY LOGS/u, rows: [{ Log_name: 'mysql-bin.000001', File_size: String(more.size) }] },
    { matches: /SHOW (?:REPLICAS|SLAVE HOSTS)/u, rows: [] },
  ];
}

/** What the server makes up before a log: which file it is. */
function rotate(file: string, position: number, withChecksum: boolean): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64LE(BigInt(position));
  return made(EVENT.ROTATE, Buffer.concat([body, Buffer.from(file)]), { withChecksum, flags: 0x20 });
}

function made(
  type: number,
  body: Buffer,
  { withChecksum = false, flags = 0, next = 0, timestamp = 0 },
): Buffer {
  const event = Buffer.alloc(19 + body.length + (withChecksum ? 4 : 0));
  event.writeUInt32LE(timestamp, 0);
  event[4] = type;
  event.writeUInt32LE(1, 5);
  event.writeUInt32LE(event.length, 9);
  event.writeUInt32LE(next >>> 0, 13);
  event.writeUInt16LE(flags, 17);
  body.copy(event, 19);
  if (withChecksum) event.writeUInt32LE(crc32(event.subarray(0, -4)), event.length - 4);
  return event;
}

async function source(options: StandInOptions, more: Readonly<Record<string, string>> = {}) {
  server = await startStandIn(options);
  return createMysqlSource({
    options: {
      hostname: '127.0.0.1',
      port: String(server.port),
      username: 'u',
      password: 'p',
      tables: '\\.*.\\.*',
      'server-id': '77',
      'jdbc.properties.useSSL': 'false',
      'scan.startup.mode': 'earliest-offset',
      'schema-change.enabled': 'false',
      ...more,
    },
    pipelineName: 'stand-in',
    log: () => undefined,
  });
}

const limit = (): AbortSignal => AbortSignal.timeout(20_000);

/** Changes by table and kind, up to so many rows, or until the stream ends by an error, which is given back. */
async function read(
  options: StandInOptions,
  {
    rows,
    resumeFrom,
    more,
  }: {
    readonly rows: number;
    readonly resumeFrom?: Offset;
    readonly more?: Readonly<Record<string, string>>;
  },
) {
  const from = await source(options, more);
  const tables: readonly DiscoveredTable[] = await from.discover(limit());
  const counts: Record<string, Record<string, number>> = {};
  let seen = 0;
  let offset = '' as Offset;
  try {
    const reader = await from.open({
      tables,
      signal: limit(),
      ...(resumeFrom === undefined ? {} : { resumeFrom: { offset: resumeFrom } }),
    });
    try {
      const halt = new AbortController();
      for await (const batch of reader.stream(
        resumeFrom ?? reader.startOffset,
        AbortSignal.any([halt.signal, limit()]),
      )) {
        for (const event of batch.events) {
          if (!isDataChange(event)) continue;
          const of = (counts[formatTableId(event.table)] ??= {});
          of[event.type] = (of[event.type] ?? 0) + 1;
          seen += 1;
        }
        offset = batch.offset;
        if (seen >= rows) break;
      }
      halt.abort();
      return { counts, offset, error: undefined };
    } finally {
      await reader.close();
    }
  } catch (error) {
    return { counts, offset, error: error as { readonly code?: string; readonly retryable?: boolean } };
  }
}

const LOGS = readVectors().files.filter(({ file }) => /checksum|compressed/u.test(file));

describe.skipIf(!existsSync(BINLOGS))('logs of MySQL over the protocol', () => {
  test.each(LOGS.flatMap((log) => [1_000_000, 1448, 7].map((chunk) => [log.file, chunk, log] as const)))(
    '%s, cut every %i bytes',
    async (file, chunk, summary) => {
      const { events, maps, size } = readLog(file);
      const version = String(summary['server']);
      const { counts, offset, error } = await read(
        {
          version,
          chunk,
          answers: answers(maps, { size, version }),
          dump: () => [rotate('mysql-bin.000001', 4, summary.checksum === 'crc32'), ...events],
        },
        { rows: summary.rowCount },
      );
      expect(error).toBeUndefined();
      expect(counts).toEqual(summary.rows);
      expect(JSON.parse(offset)).toMatchObject({ server: UUID });
    },
  );
});

describe('a MySQL server', () => {
  const MAP: TableMap = {
    tableId: 1,
    flags: 1,
    schema: 'test',
    table: 't',
    columns: [{ type: COLUMN.LONG, nullable: true, size: 4 }],
  };
  const plain = (
    more: { readonly gtids?: boolean; readonly gtidMode?: string; readonly uuid?: string } = {},
  ): StandInOptions => ({
    version: '8.0.36',
    answers: answers([MAP], { size: 1000, version: '8.0.36', ...more }),
    dump: () => [rotate('mysql-bin.000001', 4, false)],
  });
  const position = (more: object = {}): Offset =>
    JSON.stringify({
      file: 'mysql-bin.000001',
      pos: 500,
      gtids: '',
      server: UUID,
      created: 0,
      ...more,
    }) as Offset;
  /** A row of table test.t in an event that ends at `next`. */
  const rowEvents = (value: number, next: number): readonly Buffer[] => {
    const mapBody = Buffer.from('0100000000000100047465737400017400010300' + '01', 'hex');
    const row = Buffer.concat([
      Buffer.from('010000000000010002000' + '1ff00', 'hex'),
      Buffer.from([value, 0, 0, 0]),
    ]);
    const header = { timestamp: 1_700_000_000 };
    return [
      made(EVENT.TABLE_MAP, mapBody, { ...header, next: next - 60 }),
      made(EVENT.WRITE_ROWS, row, { ...header, next: next - 30 }),
      made(EVENT.XID, Buffer.alloc(8), { ...header, next }),
    ];
  };

  test('is asked by GTIDs where it has them, with the set that was read', async () => {
    await read(
      { ...plain({ gtids: true }), dump: () => [rotate('mysql-bin.000009', 4, false), ...rowEvents(5, 700)] },
      { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
    );
    const command = server?.asked.at(-1) ?? '';
    expect(command).toMatch(/^1e0400/u);
    expect(command).toContain(UUID.replaceAll('-', ''));
    expect(server?.asked.filter((sql) => /^SET @(?:master|slave|source)/u.test(sql))).toHaveLength(3);
  });

  test.each(['OFF_PERMISSIVE', 'ON_PERMISSIVE'])(
    'whose transactions have GTIDs or not (%s) is asked by file and position, which move',
    async (gtidMode) => {
      const { offset, error } = await read(
        {
          ...plain({ gtids: true, gtidMode }),
          dump: () => [rotate('mysql-bin.000001', 500, false), ...rowEvents(5, 700)],
        },
        { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
      );
      expect(error).toBeUndefined();
      expect(server?.asked.at(-1)).toMatch(/^12f4010000/u);
      expect(JSON.parse(offset)).toMatchObject({ file: 'mysql-bin.000001', pos: 700, gtids: `${UUID}:1-7` });
      // And another server is not taken for this one.
      await server?.close();
      const other = await read(plain({ gtids: true, gtidMode, uuid: OTHER }), {
        rows: 1,
        resumeFrom: position({ gtids: `${UUID}:1-7` }),
      });
      expect(other.error).toMatchObject({ code: 'mysql-other-server' });
    },
  );

  test('goes on at another server by GTIDs, and not without', async () => {
    const other = await read(
      {
        ...plain({ gtids: true, uuid: OTHER }),
        dump: () => [rotate('mysql-bin.000002', 4, false), ...rowEvents(5, 300)],
      },
      { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
    );
    await server?.close();
    expect(other.error).toBeUndefined();
    expect(JSON.parse(other.offset)).toMatchObject({ file: 'mysql-bin.000002', server: OTHER });
    const refused = await read(plain({ uuid: OTHER }), { rows: 1, resumeFrom: position() });
    expect(refused.error).toMatchObject({ code: 'mysql-other-server' });
  });

  test('that lacks transactions which were read is refused', async () => {
    const { error } = await read(plain({ gtids: true }), {
      rows: 1,
      resumeFrom: position({ gtids: `${UUID}:1-99` }),
    });
    expect(error).toMatchObject({ code: 'mysql-gtids-missing' });
  });

  test.each([
    ['Could not find first log file name in binary log index file', 'mysql-history-lost', false],
    [
      'Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere',
      'mysql-history-lost',
      false,
    ],
    [
      'A replica with the same server_uuid/server_id as this replica has connected to the source',
      'mysql-server-id-taken',
      true,
    ],
    [
      'log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source',
      'mysql-log-refused',
      false,
    ],
  ])('1236, %s: %s', async (message, code, retryable) => {
    const { error } = await read({ ...plain(), dump: () => ({ errno: 1236, message }) }, { rows: 1 });
    expect(error).toMatchObject({ code, retryable });
  });

  test('whose connection breaks within a transaction gives nothing of it, and may be asked again', async () => {
    const [map, row] = rowEvents(1, 700);
    const { counts, error } = await read(
      { ...plain(), cut: true, dump: () => [rotate('mysql-bin.000001', 4, false), map!, row!] },
      { rows: 1 },
    );
    expect(error).toMatchObject({ code: 'mysql-connection-lost', retryable: true });
    expect(counts).toEqual({});
  });

  test.each([
    [
      'an incident',
      made(EVENT.INCIDENT, Buffer.from([1, 0, 4, ...Buffer.from('lost')]), { timestamp: 1, next: 700 }),
      'mysql-incident',
    ],
    [
      'an event of an unknown type',
      made(99, Buffer.alloc(3), { timestamp: 1, next: 700 }),
      'binlog-event-unknown',
    ],
    [
      'LOAD DATA as a statement',
      made(EVENT.EXECUTE_LOAD_QUERY, Buffer.alloc(40), { timestamp: 1, next: 700 }),
      'mysql-statement-format',
    ],
  ])('with %s in its log ends the run', async (_, event, code) => {
    const { error } = await read(
      { ...plain(), dump: () => [rotate('mysql-bin.000001', 4, false), event] },
      { rows: 1 },
    );
    expect(error).toMatchObject({ code });
  });

  test('an event that may be ignored is', async () => {
    const ignorable = made(99, Buffer.alloc(3), { timestamp: 1, next: 600, flags: 0x80 });
    const { counts } = await read(
      { ...plain(), dump: () => [rotate('mysql-bin.000001', 4, false), ignorable, ...rowEvents(1, 700)] },
      { rows: 1 },
    );
    expect(counts).toEqual({ 'test.t': { insert: 1 } });
  });

  test('F38: positions go on beyond 4 GiB', async () => {
    const wrap = 0x1_0000_0000;
    const { offset } = await read(
      {
        ...plain(),
        dump: () => [
          rotate('mysql-bin.000001', wrap - 200, false),
          ...rowEvents(1, wrap - 100),
          ...rowEvents(2, wrap + 50),
        ],
      },
      { rows: 2 },
    );
    expect(JSON.parse(offset)).toMatchObject({ pos: wrap + 50 });
  });

  /** A statement in the log (QUERY_EVENT), of no database. */
  const query = (sql: string, next: number): Buffer =>
    made(EVENT.QUERY, Buffer.concat([Buffer.alloc(13), Buffer.from(`\0${sql}`)]), {
      timestamp: 1_700_000_000,
      next,
    });
  const prepared = (onePhase: boolean, next: number): Buffer => {
    const body = Buffer.alloc(14);
    body[0] = onePhase ? 1 : 0;
    body.writeUInt32LE(1, 1);
    body.writeUInt32LE(1, 5);
    body[13] = 0x61;
    return made(EVENT.XA_PREPARE, body, { timestamp: 1_700_000_000, next });
  };
  const xa = (value: number, onePhase = false): readonly Buffer[] => [
    query("XA START X'61',X'',1", 600),
    ...rowEvents(value, 660).slice(0, 2),
    query("XA END X'61',X'',1", 680),
    prepared(onePhase, 700),
  ];

  test.each([
    ['nothing before its end', [...xa(1), ...rowEvents(2, 800)], 1, true],
    [
      'its rows behind its XA COMMIT',
      [...xa(1), ...rowEvents(2, 800), query("XA COMMIT X'61',X'',1", 850)],
      2,
      false,
    ],
    [
      'nothing behind its XA ROLLBACK',
      [...xa(1), query("XA ROLLBACK X'61',X'',1", 730), ...rowEvents(2, 800)],
      1,
      false,
    ],
    ['its rows at once where it has one phase', [...xa(1, true), ...rowEvents(2, 800)], 2, false],
  ])('gives of an XA transaction %s', async (_, events, rows, isHeld) => {
    const { counts, offset, error } = await read(
      { ...plain(), dump: () => [rotate('mysql-bin.000001', 500, false), ...events] },
      { rows, resumeFrom: position() },
    );
    expect(error).toBeUndefined();
    expect(counts).toEqual({ 'test.t': { insert: rows } });
    // From where its first event begins, behind the position that the run was given.
    const held = [{ id: '61,,1', file: 'mysql-bin.000001', pos: 600 - (xa(1)[0]?.length ?? 0) }];
    expect(JSON.parse(offset)).toMatchObject({
      pos: events.at(-1)?.readUInt32LE(13),
      ...(isHeld ? { held } : {}),
    });
    expect('held' in (JSON.parse(offset) as object)).toBe(isHeld);
  });
});
