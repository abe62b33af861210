// Types of the pipeline as types of PostgreSQL, chosen so that no value of the one is changed by the other. Times keep microseconds whatever
// precision the type names, because a value keeps its fraction; TIMESTAMP_TZ keeps the instant, for which alone PostgreSQL has a type.
// What has no counterpart (MAP, ROW, VARIANT) is JSONB in the notation of the change event contract.
import { encodeValue } from '@tailrace/core/event';
import type { DataType, TypeKind } from '@tailrace/core/types';
import type { JsonValue, Value } from '@tailrace/core/value';
import { arrayEncoder, encoders, jsonEncoder, type CellEncoder } from '../codec/binary-encoders.ts';
import * as oids from '../codec/oids.ts';

export interface ColumnType {
  /** As in DDL. */
  readonly ddl: string;
  readonly oid: number;
  readonly encode: CellEncoder;
}

/** PostgreSQL's own limit for varchar(n) and char(n). */
const MAX_CHARS = 10_485_760;

/** Types without parameters that matter here. */
const FIXED: Partial<Record<TypeKind, ColumnType>> = {
  BOOLEAN: { ddl: 'boolean', oid: oids.BOOL, encode: encoders.bool },
  TINYINT: { ddl: 'smallint', oid: oids.INT2, encode: encoders.int2 },
  SMALLINT: { ddl: 'smallint', oid: oids.INT2, encode: encoders.int2 },
  INT: { ddl: 'integer', oid: oids.INT4, encode: encoders.int4 },
  BIGINT: { ddl: 'bigint', oid: oids.INT8, encode: encoders.int8 },
  FLOAT: { ddl: 'real', oid: oids.FLOAT4, encode: encoders.float4 },
  DOUBLE: { ddl: 'double precision', oid: oids.FLOAT8, encode: encoders.float8 },
  BINARY: { ddl: 'bytea', oid: oids.BYTEA, encode: encoders.bytes },
  VARBINARY: { ddl: 'bytea', oid: oids.BYTEA, encode: encoders.bytes },
  DATE: { ddl: 'date', oid: oids.DATE, encode: encoders.date },
  TIME: { ddl: 'time', oid: oids.TIME, encode: encoders.time },
  TIMESTAMP: { ddl: 'timestamp', oid: oids.TIMESTAMP, encode: encoders.timestamp },
  TIMESTAMP_LTZ: { ddl: 'timestamp with time zone', oid: oids.TIMESTAMPTZ, encode: encoders.timestamp },
  TIMESTAMP_TZ: { ddl: 'timestamp with time zone', oid: oids.TIMESTAMPTZ, encode: encoders.timestamp },
};

const TEXT: ColumnType = { ddl: 'text', oid: oids.TEXT, encode: encoders.text };

export function columnType(type: DataType): ColumnType {
  const fixed = FIXED[type.kind];
  if (fixed !== undefined) return fixed;
  if (type.kind === 'DECIMAL') {
    return { ddl: `numeric(${type.precision}, ${type.scale})`, oid: oids.NUMERIC, encode: encoders.numeric };
  }
  if (type.kind === 'CHAR' || type.kind === 'VARCHAR') {
    if (type.length > MAX_CHARS) return TEXT;
    return type.kind === 'CHAR'
      ? { ddl: `character(${type.length})`, oid: oids.BPCHAR, encode: encoders.text }
      : { ddl: `character varying(${type.length})`, oid: oids.VARCHAR, encode: encoders.text };
  }
  return (type.kind === 'ARRAY' ? arrayType(type.element) : undefined) ?? json(type);
}

function json(type: DataType): ColumnType {
  return { ddl: 'jsonb', oid: oids.JSONB, encode: jsonEncoder((value) => jsonOf(value, type)) };
}

/** In the notation of the change event contract. */
export function jsonOf(value: Value, type: DataType): JsonValue {
  return encodeValue(value, type);
}

/** Arrays of arrays have no type that keeps rows of different lengths. */
function arrayType(element: DataType): ColumnType | undefined {
  if (element.kind === 'ARRAY') return undefined;
  const inner = columnType(element);
  const oid = oids.ARRAY_OF.get(inner.oid);
  if (oid === undefined) return undefined;
  return { ddl: `${inner.ddl}[]`, oid, encode: arrayEncoder(inner.oid, inner.encode) };
}
