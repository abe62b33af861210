// TABLE_MAP: the table that the rows after it belong to, and how its cells are laid out.
import { ByteReader } from './byte-reader.ts';
import { readColumnTypes } from './column-metadata.ts';
import type { LoggedColumn } from './column-type.ts';
import type { LogFormat } from './format-description.ts';
import { readOptionalMetadata, type PrimaryKeyPart } from './optional-metadata.ts';

export interface TableMap {
  /** Means this table up to the next DDL on it or the next restart of the server, no longer. */
  readonly tableId: number;
  readonly flags: number;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly LoggedColumn[];
  readonly primaryKey?: readonly PrimaryKeyPart[];
}

/** Reads the body of the event. */
export function readTableMap(buffer: Buffer, start: number, end: number, format: LogFormat): TableMap {
  const reader = new ByteReader(buffer, start, end);
  const tableId = reader.uint(format.tableIdBytes);
  const flags = reader.uint(2);
  const schema = reader.text(reader.u8());
  reader.skip(1);
  const table = reader.text(reader.u8());
  reader.skip(1);
  const types = reader.bytes(reader.lenenc());
  const laidOut = readColumnTypes(types, reader.lenencBytes());
  const nullable = reader.bytes((types.length + 7) >> 3);
  const columns = laidOut.map((column, at) => ({
    ...column,
    nullable: ((nullable[at >> 3] ?? 0) & (1 << (at & 7))) !== 0,
  }));
  return { tableId, flags, schema, table, ...readOptionalMetadata(reader, columns, format.mariadb) };
}
