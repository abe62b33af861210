// Types of columns as a table map names them (enum_field_types of MySQL, and two of MariaDB's own).

export const COLUMN = {
  DECIMAL: 0,
  TINY: 1,
  SHORT: 2,
  LONG: 3,
  FLOAT: 4,
  DOUBLE: 5,
  NULL: 6,
  TIMESTAMP: 7,
  LONGLONG: 8,
  INT24: 9,
  DATE: 10,
  TIME: 11,
  DATETIME: 12,
  YEAR: 13,
  NEWDATE: 14,
  VARCHAR: 15,
  BIT: 16,
  TIMESTAMP2: 17,
  DATETIME2: 18,
  TIME2: 19,
  MARIADB_BLOB_COMPRESSED: 140,
  MARIADB_VARCHAR_COMPRESSED: 141,
  VECTOR: 242,
  JSON: 245,
  NEWDECIMAL: 246,
  ENUM: 247,
  SET: 248,
  TINY_BLOB: 249,
  MEDIUM_BLOB: 250,
  LONG_BLOB: 251,
  BLOB: 252,
  VAR_STRING: 253,
  STRING: 254,
  GEOMETRY: 255,
} as const;

const NAMES = new Map<number, string>(Object.entries(COLUMN).map(([name, code]) => [code, name]));

export function columnTypeName(code: number): string {
  return NAMES.get(code) ?? `type ${code}`;
}

/** A column as the log describes it. What stands in the optional metadata is undefined where the server did not write it. */
export interface LoggedColumn {
  /** Real type: ENUM and SET, which are written as STRING, under their own. */
  readonly type: number;
  readonly nullable: boolean;
  /** Bytes of a cell; below zero: that many bytes (1 to 4) of length stand before it. */
  readonly size: number;
  /** Longest value in bytes, of STRING and VARCHAR. */
  readonly maxBytes?: number;
  /** Digits of a second's fraction, 0 to 6. */
  readonly fsp?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly bits?: number;
  readonly name?: string;
  readonly unsigned?: boolean;
  readonly collation?: number;
  /** Of ENUM and SET, as bytes in the column's character set. */
  readonly values?: readonly Buffer[];
  readonly geometryType?: number;
  readonly visible?: boolean;
  readonly dimensions?: number;
}
