// A decoded event in the terms of the vectors.
import { formatMariadbGtid } from '../../gtid/mariadb-position.ts';
import { formatGtidSet, readGtidSet } from '../../gtid/gtid-set.ts';
import type { EventHeader } from '../event-header.ts';
import { EVENT, eventName } from '../event-type.ts';
import { readFormatDescription, type LogFormat } from '../format-description.ts';
import {
  readGtidEvent,
  readMariadbGtidEvent,
  readMariadbGtidList,
  readTaggedGtidEvent,
  readXaPrepare,
  type GtidEvent,
} from '../gtid-event.ts';
import { readQueryEvent } from '../query-event.ts';
import { payloadEvents, type RawEvent } from '../read-event.ts';
import { isRowsEvent, RowsEvent } from '../rows-event.ts';
import {
  readBinlogCheckpoint,
  readHeartbeat,
  readHeartbeatV2,
  readIncident,
  readIntVar,
  readRotate,
  readRowsQuery,
  readXid,
} from '../small-events.ts';
import { readTableMap, type TableMap } from '../table-map.ts';
import { inflatePayload, readTransactionPayload } from '../transaction-payload.ts';
import { describeColumn, describeRows } from './vectors.ts';

export interface DescribeContext {
  readonly format: LogFormat;
  readonly tables: Map<number, TableMap>;
}

/** Bodies by type; the others are plain fields. */
export function describeBody(event: RawEvent, context: DescribeContext): unknown {
  const { type, serverId } = event.header;
  const body = event.buffer.subarray(event.start, event.end);
  if (isRowsEvent(type)) return describeRowsBody(event, context);
  switch (type) {
    case EVENT.FORMAT_DESCRIPTION:
      return describeFormat(event);
    case EVENT.QUERY:
    case EVENT.MARIADB_QUERY_COMPRESSED: {
      const { threadId, executionTime, errorCode, schema, query } = readQueryEvent(event);
      return { threadId, executionTime, errorCode, schema, query: query.toString('utf8') };
    }
    case EVENT.TABLE_MAP: {
      const map = readTableMap(event.buffer, event.start, event.end, context.format);
      context.tables.set(map.tableId, map);
      const { columns, ...rest } = map;
      return { ...rest, columns: columns.map(describeColumn) };
    }
    case EVENT.TRANSACTION_PAYLOAD:
      return describePayload(body, context);
    case EVENT.GTID:
    case EVENT.ANONYMOUS_GTID:
      return describeGtid(readGtidEvent(body));
    case EVENT.GTID_TAGGED:
      return describeGtid(readTaggedGtidEvent(body));
    case EVENT.PREVIOUS_GTIDS:
      return { gtidSet: formatGtidSet(readGtidSet(body)) };
    case EVENT.MARIADB_GTID: {
      const { gtid, flags, commitId } = readMariadbGtidEvent(body, serverId);
      return {
        gtid: formatMariadbGtid(gtid),
        flags,
        ...(commitId === undefined ? {} : { commitId: String(commitId) }),
      };
    }
    case EVENT.MARIADB_GTID_LIST: {
      const { flags, gtids } = readMariadbGtidList(body);
      return { flags, gtids: gtids.map(formatMariadbGtid) };
    }
    default:
      return describeSmall(type, body);
  }
}

function describeSmall(type: number, body: Buffer): unknown {
  switch (type) {
    case EVENT.ROTATE: {
      const { file, position } = readRotate(body);
      return { position: String(position), file };
    }
    case EVENT.XID:
      return { xid: String(readXid(body)) };
    case EVENT.HEARTBEAT:
      return { file: readHeartbeat(body) };
    case EVENT.HEARTBEAT_V2: {
      const { file, position } = readHeartbeatV2(body);
      return { file, position: String(position) };
    }
    case EVENT.INTVAR: {
      const { kind, value } = readIntVar(body);
      return { kind, value: String(value) };
    }
    case EVENT.INCIDENT:
      return readIncident(body);
    case EVENT.ROWS_QUERY:
      return { query: readRowsQuery(body) };
    case EVENT.MARIADB_ANNOTATE_ROWS:
      return { query: body.toString('utf8') };
    case EVENT.MARIADB_BINLOG_CHECKPOINT:
      return { file: readBinlogCheckpoint(body) };
    case EVENT.XA_PREPARE: {
      const { onePhase, xa } = readXaPrepare(body);
      return { onePhase, formatId: xa.formatId, gtrid: xa.gtrid.toString(), bqual: xa.bqual.toString() };
    }
    default:
      return {};
  }
}

function describeFormat(event: RawEvent): unknown {
  // `event.end` is before the checksum where there is one, which the body of this event always has room for.
  const { buffer, start, header } = event;
  const format = readFormatDescription(buffer.subarray(start, start + header.size - 19));
  const { binlogVersion, serverVersion, createTimestamp, headerLength, checksum } = format;
  return { binlogVersion, serverVersion, createTimestamp, headerLength, checksumAlgorithm: checksum };
}

function describeGtid(event: GtidEvent): unknown {
  const big = Object.entries({
    lastCommitted: event.lastCommitted,
    sequenceNumber: event.sequenceNumber,
    immediateCommitTimestamp: event.immediateCommitTimestamp,
    originalCommitTimestamp: event.originalCommitTimestamp,
    transactionLength: event.transactionLength,
  }).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]));
  const { immediateServerVersion, originalServerVersion } = event;
  return {
    flags: event.flags,
    gtid: `${event.source}:${event.number}`,
    ...Object.fromEntries(big),
    ...(immediateServerVersion === undefined ? {} : { immediateServerVersion, originalServerVersion }),
  };
}

function describeRowsBody(event: RawEvent, context: DescribeContext): unknown {
  const rows = new RowsEvent(event, context.format);
  const table = context.tables.get(rows.tableId);
  if (table === undefined) throw new Error(`no table map for ${rows.tableId}`);
  const { tableId, flags } = rows;
  return { tableId, flags, ...describeExtra(rows), rows: describeRows(rows, table.columns) };
}

/** A byte of kind each; NDB's with its length and format, a partition's number, of updates the number before as well. */
function describeExtra({ extra, kind }: RowsEvent): Record<string, unknown> {
  if (extra.length === 0) return {};
  if (extra[0] === 0)
    return {
      ndb: { format: extra[2], data: { hex: extra.subarray(3, 1 + (extra[1] ?? 0)).toString('hex') } },
    };
  const partition = extra.readUInt16LE(1);
  return kind === 'update' ? { partition, sourcePartition: extra.readUInt16LE(3) } : { partition };
}

function describePayload(body: Buffer, context: DescribeContext): unknown {
  const payload = readTransactionPayload(body);
  const { compressionType, uncompressedSize } = payload;
  return {
    compressionType,
    uncompressedSize,
    payloadSize: payload.payload.length,
    events: payloadEvents(inflatePayload(payload)).map((event) => ({
      ...describeHeader(event.header),
      body: describeBody(event, context),
    })),
  };
}

export function describeHeader(header: EventHeader): Record<string, unknown> {
  const { type, timestamp, serverId, size, nextPosition, flags } = header;
  return { type: eventName(type), typeCode: type, timestamp, serverId, size, nextPosition, flags };
}
