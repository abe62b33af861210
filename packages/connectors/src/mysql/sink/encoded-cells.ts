// Cells of PostgreSQL's binary COPY as text of LOAD DATA, without a value in between, for the types where both forms are simple. Everything
// else is decoded (undefined here): what needs a calendar, exact digits, or a look at options of the source.
import type { EncodedRows } from '@tailrace/engine/api';
import type { TypeKind } from '@tailrace/core/types';
import type { TabWriter } from './tab-writer.ts';
import type { PlannedColumn } from './target-table.ts';

/** Appends the cell of the row number `at`, NULL included. */
export type CellCopy = (out: TabWriter, at: number) => void;

type Convert = (out: TabWriter, bytes: Buffer, at: number, length: number) => void;

const text: Convert = (out, bytes, at, length) => out.bytes(bytes.subarray(at, at + length));

interface Copyable {
  /** Types of the pipeline for which the bytes mean the same. */
  readonly kinds: readonly TypeKind[];
  readonly convert: Convert;
}

/** By OID (pg_type.dat). */
const BY_OID: ReadonlyMap<number, Copyable> = new Map<number, Copyable>([
  [16, { kinds: ['BOOLEAN'], convert: (out, bytes, at) => out.ascii(bytes[at] === 0 ? '0' : '1') }],
  [21, { kinds: ['SMALLINT'], convert: (out, bytes, at) => out.ascii(String(bytes.readInt16BE(at))) }],
  [23, { kinds: ['INT'], convert: (out, bytes, at) => out.ascii(String(bytes.readInt32BE(at))) }],
  [20, { kinds: ['BIGINT'], convert: bigint }],
  [25, { kinds: ['VARCHAR'], convert: text }],
  [1043, { kinds: ['VARCHAR'], convert: text }],
  [1042, { kinds: ['CHAR'], convert: text }],
  [17, { kinds: ['VARBINARY'], convert: text }],
]);

/** Undefined where the cell has to be decoded. */
export function encodedCell(
  encoded: EncodedRows | undefined,
  source: number,
  column: PlannedColumn,
): CellCopy | undefined {
  if (encoded?.format !== 'postgres-binary' || column.check !== undefined) return undefined;
  const [oid] = (encoded.columnTypes[source] ?? '').split(':');
  const known = BY_OID.get(Number(oid));
  if (known === undefined || !known.kinds.includes(column.type.kind)) return undefined;
  const { bytes, offsets, columns } = encoded;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { convert } = known;
  return (out, at) => {
    const cell = (at * columns + source) * 2;
    const length = offsets[cell + 1] ?? -1;
    if (length < 0) out.null();
    else convert(out, buffer, offsets[cell] ?? 0, length);
  };
}

/** A double holds what has 21 bits and less in its upper half; only beyond that the slower type is needed. */
function bigint(out: TabWriter, bytes: Buffer, at: number): void {
  const high = bytes.readInt32BE(at);
  const small = high >= -0x20_0000 && high < 0x20_0000;
  out.ascii(
    small ? String(high * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)) : String(bytes.readBigInt64BE(at)),
  );
}
