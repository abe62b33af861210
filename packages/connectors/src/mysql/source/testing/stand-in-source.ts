// For tests: a source on the stand-in server, which answers as a MySQL with these tables does, and events of a log made by hand.
import { crc32 } from 'node:zlib';
import { isDataChange } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Offset } from '@tailrace/engine/api';
import { COLUMN, type LoggedColumn } from '../../binlog/column-type.ts';
import { EVENT } from '../../binlog/event-type.ts';
import type { TableMap } from '../../binlog/table-map.ts';
import { createMysqlSource } from '../source.ts';
import { startStandIn, type Answer, type StandInOptions, type StandInServer } from './stand-in-server.ts';

export const UUID = '896e7882-18fe-11ef-ab88-22222d34d411';

let server: StandInServer | undefined;

/** What the server of the last `read` was asked, in order. */
export const asked = (): readonly string[] => server?.asked ?? [];

export async function closeStandIn(): Promise<void> {
  await server?.close();
  server = undefined;
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

export function answers(
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
export function rotate(file: string, position: number, withChecksum: boolean): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64LE(BigInt(position));
  return made(EVENT.ROTATE, Buffer.concat([body, Buffer.from(file)]), { withChecksum, flags: 0x20 });
}

export function made(
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
export async function read(
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

const MAP: TableMap = {
  tableId: 1,
  flags: 1,
  schema: 'test',
  table: 't',
  columns: [{ type: COLUMN.LONG, nullable: true, size: 4 }],
};
/** A server with table test.t, and nothing in its log. */
export const plain = (
  more: { readonly gtids?: boolean; readonly gtidMode?: string; readonly uuid?: string } = {},
): StandInOptions => ({
  version: '8.0.36',
  answers: answers([MAP], { size: 1000, version: '8.0.36', ...more }),
  dump: () => [rotate('mysql-bin.000001', 4, false)],
});
export const position = (more: object = {}): Offset =>
  JSON.stringify({
    file: 'mysql-bin.000001',
    pos: 500,
    gtids: '',
    server: UUID,
    created: 0,
    ...more,
  }) as Offset;
/** A row of table test.t in an event that ends at `next`. */
export const rowEvents = (value: number, next: number): readonly Buffer[] => {
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
