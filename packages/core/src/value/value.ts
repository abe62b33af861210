// What a cell holds in memory. The static type of the column says which of these it is; nothing is tagged per value.
//
// | type                         | value                                                            |
// |------------------------------|------------------------------------------------------------------|
// | BOOLEAN                      | boolean                                                          |
// | TINYINT SMALLINT INT         | number (integer)                                                 |
// | BIGINT                       | bigint, always                                                   |
// | FLOAT DOUBLE                 | number (FLOAT rounded to 32 bits)                                |
// | DECIMAL                      | Decimal                                                          |
// | CHAR VARCHAR STRING          | string; of a row without half a surrogate pair                   |
// | BINARY VARBINARY BYTES       | Uint8Array                                                       |
// | DATE                         | number: days since 1970-01-01                                    |
// | TIME                         | number: nanoseconds of the day                                   |
// | TIMESTAMP                    | Timestamp: the wall clock counted as if it were UTC              |
// | TIMESTAMP_LTZ                | Timestamp: the instant                                           |
// | TIMESTAMP_TZ                 | ZonedTimestamp                                                   |
// | ARRAY                        | Value[]                                                          |
// | MAP                          | MapValue: [key, value] pairs in order                            |
// | ROW                          | Value[] by position                                              |
// | VARIANT                      | VariantValue: the JSON value                                     |

/** unscaled × 10^-scale, exact; `scale` is never negative. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Milliseconds since 1970-01-01T00:00:00 and the nanoseconds (0 to 999,999) within that millisecond. */
export interface Timestamp {
  readonly ms: number;
  readonly nanos: number;
}

/** An instant and the offset it was written with. */
export interface ZonedTimestamp extends Timestamp {
  readonly offsetSeconds: number;
}

export interface VariantValue {
  readonly json: JsonValue;
}

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type MapValue = readonly (readonly [Value, Value])[];

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | Uint8Array
  | Timestamp
  | ZonedTimestamp
  | VariantValue
  | typeof UNSENT
  | readonly Value[]
  | MapValue;

/**
 * Stands for a column that the source did not send with a change: an unchanged TOAST value, or a non-key column of
 * an old row image under PostgreSQL's default replica identity. Never the same as NULL: a sink leaves the column
 * alone, an expression that needs it fails with the code `value-not-sent`.
 */
export const UNSENT: unique symbol = Symbol('unsent');

/** A row by position; the schema known at that point of the stream names the columns. */
export type Row = readonly Value[];
