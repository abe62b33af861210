// Messages of the pgoutput plug-in, protocol version 1 (PostgreSQL, "Logical Replication Message Formats"), read in place from the
// socket's buffer. Tuples in text or binary form; one row becomes one array of values.
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
  /** Of cells in text form, and of those in binary form. */
  readonly text: readonly CellDecoder[];
  readonly binary: readonly (CellDecoder | undefined)[];
  /** Columns of the replica identity. */
  readonly keys: readonly boolean[];
  readonly fullIdentity: boolean;
}

const NULL = 0x6e;
const UNCHANGED = 0x75;
const TEXT = 0x74;
const BINARY = 0x62;

/** A new row whose tuple begins at `at`. An unchanged TOAST value is taken from `old` where that is whole, else it is UNSENT. */
export function readTuple(
  buffer: Buffer,
  at: number,
  shape: TupleShape,
  { old, columns }: { readonly old?: Row | undefined; readonly columns?: readonly number[] | undefined } = {},
): Row {
  assertWidth(buffer, at, shape);
  const row: Value[] = [];
  let from = at + 2;
  let wanted = 0;
  for (let column = 0; column < shape.text.length; column += 1) {
    const length = cellLength(buffer, from, shape);
    if (columns !== undefined && columns[wanted] !== column) row.push(UNSENT);
    else {
      wanted += 1;
      if (length >= 0) row.push(decodeCell(buffer, shape, { column, at: from + 5, length }));
      else row.push(buffer[from] === NULL ? null : old === undefined ? UNSENT : (old[column] ?? null));
    }
    from += length < 0 ? 1 : 5 + length;
  }
  return row;
}

/** Of the cell whose kind stands at `at`; -1 for those without a value. */
function cellLength(buffer: Buffer, at: number, shape: TupleShape): number {
  const kind = buffer[at];
  if (kind === TEXT || kind === BINARY) return word(buffer, at + 1);
  if (kind === NULL || kind === UNCHANGED) return -1;
  throw malformed(shape, `a value of kind ${kind}`);
}

/** The kind of a cell stands before its length. */
export function decodeCell(
  buffer: Buffer,
  shape: TupleShape,
  { column, at, length }: { readonly column: number; readonly at: number; readonly length: number },
): Value {
  const decode = buffer[at - 5] === BINARY ? shape.binary[column] : shape.text[column];
  if (decode === undefined)
    throw malformed(shape, `column ${column} in binary form, which was not asked for`);
  try {
    return decode(buffer, at, length);
  } catch (error) {
    throw nameColumn(error, shape.table, shape.names[column] ?? '');
  }
}

/** As EncodedTable.locate, of the tuple that begins at `tuple`. */
export function locateCells(bytes: Buffer, tuple: number, cells: Int32Array): boolean {
  let from = tuple + 2;
  let unchanged = false;
  for (let cell = 0; cell < cells.length; cell += 2) {
    const kind = bytes[from];
    const length = kind === NULL ? -1 : kind === UNCHANGED ? -2 : word(bytes, from + 1);
    unchanged ||= length === -2;
    cells[cell] = from + 5;
    cells[cell + 1] = length;
    from += length < 0 ? 1 : 5 + length;
  }
  return unchanged;
}

/** Where the tuple that begins at `at` ends. */
export function tupleEnd(buffer: Buffer, at: number, shape: TupleShape): number {
  assertWidth(buffer, at, shape);
  let from = at + 2;
  for (let column = 0; column < shape.text.length; column += 1) {
    const length = cellLength(buffer, from, shape);
    from += length < 0 ? 1 : 5 + length;
  }
  return from;
}

function assertWidth(buffer: Buffer, at: number, shape: TupleShape): void {
  const count = ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0);
  if (count !== shape.text.length)
    throw malformed(shape, `${count} columns where the relation has ${shape.text.length}`);
}

/** An old row of which only the key was sent: the rest is UNSENT, not NULL. */
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
