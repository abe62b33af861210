// Messages of the pgoutput plug-in, protocol version 1 (PostgreSQL, "Logical Replication Message Formats"), read in place from the
// socket's buffer. Text tuples; one row becomes one array of values.
import { TailraceError } from '@tailrace/core/diagnostics';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import type { CellDecoder } from '../codec/binary-decoders.ts';
import { nameColumn } from '../../value-error.ts';

export interface RelationMessage {
  readonly oid: number;
  readonly schemaName: string;
  readonly tableName: string;
  /** d default, n nothing, f full, i index. */
  readonly identity: string;
  readonly columns: readonly RelationColumn[];
}

export interface RelationColumn {
  readonly name: string;
  /** Part of the replica identity. */
  readonly key: boolean;
  readonly typeOid: number;
  readonly typmod: number;
}

const word = (buffer: Buffer, at: number): number =>
  ((buffer[at] ?? 0) << 24) |
  ((buffer[at + 1] ?? 0) << 16) |
  ((buffer[at + 2] ?? 0) << 8) |
  (buffer[at + 3] ?? 0);

export function parseRelation(buffer: Buffer, at: number): RelationMessage {
  let from = at + 5;
  const text = (): string => {
    const end = buffer.indexOf(0, from);
    const value = buffer.toString('utf8', from, end);
    from = end + 1;
    return value;
  };
  const schemaName = text();
  const tableName = text();
  const identity = String.fromCharCode(buffer[from] ?? 0);
  const count = buffer.readInt16BE(from + 1);
  from += 3;
  const columns: RelationColumn[] = [];
  for (let i = 0; i < count; i += 1) {
    const key = ((buffer[from] ?? 0) & 1) !== 0;
    from += 1;
    const name = text();
    columns.push({ name, key, typeOid: buffer.readUInt32BE(from), typmod: buffer.readInt32BE(from + 4) });
    from += 8;
  }
  // The empty name stands for pg_catalog.
  return {
    oid: buffer.readUInt32BE(at + 1),
    schemaName: schemaName === '' ? 'pg_catalog' : schemaName,
    tableName,
    identity,
    columns,
  };
}

export interface TupleShape {
  readonly table: string;
  readonly names: readonly string[];
  readonly decoders: readonly CellDecoder[];
  readonly keys: readonly boolean[];
  readonly fullIdentity: boolean;
}

/** Reads tuples one behind the other; `at` stands behind the last one read. */
export interface TupleCursor {
  at: number;
}

const NULL = 0x6e;
const UNCHANGED = 0x75;
const TEXT = 0x74;

/** A new row. An unchanged TOAST value is taken from `old` where that is whole, else it is UNSENT. */
export function readTuple(buffer: Buffer, cursor: TupleCursor, shape: TupleShape, old?: Row): Row {
  const { decoders } = shape;
  const count = ((buffer[cursor.at] ?? 0) << 8) | (buffer[cursor.at + 1] ?? 0);
  if (count !== decoders.length)
    throw malformed(shape, `${count} columns where the relation has ${decoders.length}`);
  const row: Value[] = [];
  let at = cursor.at + 2;
  let column = 0;
  try {
    for (; column < count; column += 1) {
      const kind = buffer[at];
      at += 1;
      if (kind === TEXT) {
        const length = word(buffer, at);
        at += 4;
        row.push(decoders[column]?.(buffer, at, length) ?? null);
        at += length;
      } else if (kind === NULL) row.push(null);
      else if (kind === UNCHANGED) row.push(old === undefined ? UNSENT : (old[column] ?? null));
      else throw malformed(shape, `a value of kind ${kind}`);
    }
  } catch (error) {
    throw nameColumn(error, shape.table, shape.names[column] ?? '');
  }
  cursor.at = at;
  return row;
}

/** The old row of an update or delete: whole under REPLICA IDENTITY FULL; otherwise only the key is sent and the rest is UNSENT, not NULL. */
export function readOldTuple(buffer: Buffer, cursor: TupleCursor, shape: TupleShape): Row {
  const row = readTuple(buffer, cursor, shape);
  return shape.fullIdentity ? row : keyOnly(row, shape);
}

/** The old row of an update that left the key alone and had no old tuple. */
export function keyOnly(row: Row, shape: TupleShape): Row {
  return row.map((value, at) => (shape.keys[at] === true ? value : UNSENT));
}

function malformed(shape: TupleShape, what: string): TailraceError {
  return new TailraceError('pgoutput-malformed', `Change of ${shape.table}: ${what}.`, {
    data: { table: shape.table },
  });
}

export function unknownMessage(type: number): TailraceError {
  const name = String.fromCharCode(type);
  return new TailraceError(
    'pgoutput-unknown-message',
    `The server sent a message of type "${name}" that is not part of pgoutput's protocol version 1. Nothing is skipped: please report it with the server's version.`,
    { data: { type: name } },
  );
}
