// What a table map tells beyond the layout, as far as binlog_row_metadata of the server allows: signs, collations, names, values of ENUM and
// SET, keys. Fields of kinds that are not known are passed over, which their format is made for.
import { ByteReader } from './byte-reader.ts';
import { COLUMN, type LoggedColumn } from './column-type.ts';

export interface PrimaryKeyPart {
  /** Position of the column, from 0. */
  readonly column: number;
  /** Characters of the column that are in the key; 0: all. */
  readonly prefix: number;
}

interface Described {
  readonly columns: readonly LoggedColumn[];
  readonly primaryKey?: readonly PrimaryKeyPart[];
}

type Extra = { -readonly [K in keyof LoggedColumn]?: LoggedColumn[K] };

const NUMERIC = new Set<number>([
  COLUMN.TINY,
  COLUMN.SHORT,
  COLUMN.INT24,
  COLUMN.LONG,
  COLUMN.LONGLONG,
  COLUMN.FLOAT,
  COLUMN.DOUBLE,
  COLUMN.DECIMAL,
  COLUMN.NEWDECIMAL,
  COLUMN.YEAR,
]);

/** MySQL counts VECTOR among the character columns here, MariaDB geometry. */
const CHARACTER = new Set<number>([
  COLUMN.STRING,
  COLUMN.VAR_STRING,
  COLUMN.VARCHAR,
  COLUMN.BLOB,
  COLUMN.TINY_BLOB,
  COLUMN.MEDIUM_BLOB,
  COLUMN.LONG_BLOB,
  COLUMN.VECTOR,
  COLUMN.MARIADB_BLOB_COMPRESSED,
  COLUMN.MARIADB_VARCHAR_COMPRESSED,
]);

const MARIADB_CHARACTER = new Set<number>([...CHARACTER, COLUMN.GEOMETRY]);

const LISTED = new Set<number>([COLUMN.ENUM, COLUMN.SET]);

export function readOptionalMetadata(
  reader: ByteReader,
  columns: readonly LoggedColumn[],
  mariadb: boolean,
): Described {
  const extras: Extra[] = columns.map(() => ({}));
  const positions = (types: ReadonlySet<number>): readonly number[] =>
    columns.flatMap((column, at) => (types.has(column.type) ? [at] : []));
  let primaryKey: readonly PrimaryKeyPart[] | undefined;
  while (reader.left > 0) {
    const kind = reader.u8();
    const bytes = reader.lenencBytes();
    const field = new ByteReader(bytes);
    if (kind === 8 || kind === 9) primaryKey = readPrimaryKey(field, kind === 9);
    else
      readField(kind, field, {
        extras,
        positions,
        characters: positions(mariadb ? MARIADB_CHARACTER : CHARACTER),
      });
  }
  const described = columns.map((column, at) => ({ ...column, ...extras[at] }));
  return primaryKey === undefined ? { columns: described } : { columns: described, primaryKey };
}

interface Target {
  readonly extras: readonly Extra[];
  readonly positions: (types: ReadonlySet<number>) => readonly number[];
  readonly characters: readonly number[];
}

function readField(kind: number, field: ByteReader, target: Target): void {
  const { extras, positions, characters } = target;
  const each = (at: readonly number[], set: (extra: Extra, index: number) => void): void => {
    at.forEach((position, index) => {
      const extra = extras[position];
      if (extra !== undefined) set(extra, index);
    });
  };
  const all = extras.map((_, at) => at);
  switch (kind) {
    case 1:
      return each(positions(NUMERIC), (extra, index) => (extra.unsigned = bitAt(field.buffer, index)));
    case 2:
      return defaultCollation(field, characters, extras);
    case 3:
      return each(characters, (extra) => (extra.collation = field.lenenc()));
    case 4:
      return each(all, (extra) => (extra.name = field.lenencBytes().toString('utf8')));
    case 5:
      return each(positions(new Set([COLUMN.SET])), (extra) => (extra.values = valueList(field)));
    case 6:
      return each(positions(new Set([COLUMN.ENUM])), (extra) => (extra.values = valueList(field)));
    case 7:
      return each(positions(new Set([COLUMN.GEOMETRY])), (extra) => (extra.geometryType = field.lenenc()));
    case 10:
      return defaultCollation(field, positions(LISTED), extras);
    case 11:
      return each(positions(LISTED), (extra) => (extra.collation = field.lenenc()));
    case 12:
      return each(all, (extra, index) => (extra.visible = bitAt(field.buffer, index)));
    case 13:
      return each(positions(new Set([COLUMN.VECTOR])), (extra) => (extra.dimensions = field.lenenc()));
    default:
  }
}

const bitAt = (bytes: Buffer, index: number): boolean =>
  ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;

function valueList(field: ByteReader): readonly Buffer[] {
  return Array.from({ length: field.lenenc() }, () => Buffer.from(field.lenencBytes()));
}

/** A collation for all of them, then those that differ: index among them, collation. */
function defaultCollation(field: ByteReader, positions: readonly number[], extras: readonly Extra[]): void {
  const common = field.lenenc();
  const others = new Map<number, number>();
  while (field.left > 0) others.set(field.lenenc(), field.lenenc());
  positions.forEach((position, index) => {
    const extra = extras[position];
    if (extra !== undefined) extra.collation = others.get(index) ?? common;
  });
}

function readPrimaryKey(field: ByteReader, withPrefix: boolean): readonly PrimaryKeyPart[] {
  const parts: PrimaryKeyPart[] = [];
  while (field.left > 0) parts.push({ column: field.lenenc(), prefix: withPrefix ? field.lenenc() : 0 });
  return parts;
}
