// Rows of a source table made to fit the sink table that it is merged into (Flink CDC, record coercion): by name, NULL where the
// source has no such column, and NULL, without a word, where a value cannot become one of the target's type.
import { textConverter } from '../expression/index.ts';
import type { TableSchema } from '../table/index.ts';
import { type DataType, type TypeKind, equalIgnoringNullability } from '../types/index.ts';
import {
  type Decimal,
  type MapValue,
  type Row,
  type TimeZone,
  type Timestamp,
  UNSENT,
  type Value,
  type ZonedTimestamp,
  decimalToNumber,
  encodeUtf8,
  fitDecimal,
  MS_PER_DAY,
} from '../value/index.ts';

/** Never called with null or UNSENT. */
type Coerce = (value: Value) => Value;

/** One entry per column of the sink table. */
interface Output {
  /** Position in the source row; -1 where the source has no such column. */
  readonly from: number;
  /** Absent: copied. */
  readonly coerce?: Coerce;
}

/** Makes rows of the first schema into rows of the second. */
export interface RowCoercion {
  /** True when rows are the same in both and nothing has to be done. */
  readonly identity: boolean;
  /** True when values are only moved, left out or NULL, never converted. */
  readonly movesOnly: boolean;
  readonly outputs: readonly Output[];
  apply(row: Row): Row;
}

export function compileCoercion(from: TableSchema, to: TableSchema, zone: TimeZone): RowCoercion {
  const position = new Map(from.columns.map((column, at) => [column.name, at]));
  const outputs = to.columns.map((column): Output => {
    const at = position.get(column.name) ?? -1;
    const source = from.columns[at];
    const coerce = source === undefined ? undefined : coercion(source.type, column.type, zone);
    return coerce === undefined ? { from: at } : { from: at, coerce };
  });
  const movesOnly = outputs.every((output) => output.coerce === undefined);
  const identity =
    movesOnly && from.columns.length === outputs.length && outputs.every((output, at) => output.from === at);
  return { identity, movesOnly, outputs, apply: identity ? (row) => row : (row) => coerceRow(row, outputs) };
}

function coerceRow(row: Row, outputs: readonly Output[]): Row {
  const result: Value[] = [];
  for (const { from, coerce } of outputs) {
    const value = from < 0 ? null : (row[from] ?? null);
    result.push(coerce === undefined || value === null || value === UNSENT ? value : coerce(value));
  }
  return result;
}

const NOTHING: Coerce = () => null;

type Maker = (from: DataType, to: DataType, zone: TimeZone) => Coerce | undefined;

const unlessSame: Maker = (from, to) => (from.kind === to.kind ? undefined : NOTHING);
const intoText: Maker = (from) => (isText(from) ? undefined : coercedText(from));
const intoMoment: Maker = (from, to, zone) => toTimestamp(from, to.kind, zone);

/** How values become those of another kind of type. */
const MAKERS: Readonly<Record<TypeKind, Maker>> = {
  CHAR: intoText,
  VARCHAR: intoText,
  BINARY: toBytes,
  VARBINARY: toBytes,
  BOOLEAN: toBoolean,
  TINYINT: toInteger,
  SMALLINT: toInteger,
  INT: toInteger,
  BIGINT: toInteger,
  FLOAT: toFloating,
  DOUBLE: toFloating,
  DECIMAL: toDecimal,
  DATE: unlessSame,
  TIME: unlessSame,
  TIMESTAMP: intoMoment,
  TIMESTAMP_LTZ: intoMoment,
  TIMESTAMP_TZ: intoMoment,
  VARIANT: () => NOTHING,
  ARRAY: () => NOTHING,
  MAP: () => NOTHING,
  ROW: () => NOTHING,
};

/** Undefined where values stay as they are. */
function coercion(from: DataType, to: DataType, zone: TimeZone): Coerce | undefined {
  return equalIgnoringNullability(from, to) ? undefined : MAKERS[to.kind](from, to, zone);
}

const isText = (type: DataType): boolean => type.kind === 'CHAR' || type.kind === 'VARCHAR';
const isBytes = (type: DataType): boolean => type.kind === 'BINARY' || type.kind === 'VARBINARY';

/** Text as Java prints it: `[1, 2]` for arrays and rows, `{a=1}` for maps; anything else as CAST does. */
export function coercedText(type: DataType): (value: Value) => string {
  const inner = (part: DataType) => {
    const text = coercedText(part);
    return (value: Value) => (value === null ? 'null' : text(value));
  };
  if (type.kind === 'ARRAY') {
    const element = inner(type.element);
    return (value) => `[${(value as readonly Value[]).map(element).join(', ')}]`;
  }
  if (type.kind === 'ROW') {
    const fields = type.fields.map((field) => inner(field.type));
    return (value) =>
      `[${fields.map((field, at) => field((value as readonly Value[])[at] ?? null)).join(', ')}]`;
  }
  if (type.kind === 'MAP') {
    const [key, entry] = [inner(type.key), inner(type.value)];
    return (value) => `{${(value as MapValue).map(([k, v]) => `${key(k)}=${entry(v)}`).join(', ')}}`;
  }
  return textConverter(type);
}

function toBytes(from: DataType): Coerce | undefined {
  if (isBytes(from)) return undefined;
  const text = coercedText(from);
  return (value) => encodeUtf8(text(value));
}

/** Flink CDC compares the text with "true", so the number 1 becomes false. */
function toBoolean(from: DataType): Coerce {
  const text = coercedText(from);
  return (value) => text(value).toLowerCase() === 'true';
}

const INTEGERS: readonly TypeKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];
const rank = (type: DataType): number => INTEGERS.indexOf(type.kind);

function toInteger(from: DataType, to: DataType): Coerce | undefined {
  if (rank(from) < 0 || rank(from) > rank(to)) return NOTHING;
  return to.kind === 'BIGINT' ? (value) => BigInt(value as number) : undefined;
}

function toFloating(from: DataType, to: DataType): Coerce | undefined {
  const round: (value: number) => number = to.kind === 'FLOAT' ? Math.fround : (value) => value;
  if (from.kind === 'DECIMAL') return (value) => round(decimalToNumber(value as Decimal));
  if (rank(from) >= 0) return (value) => round(Number(value));
  return from.kind === 'FLOAT' ? undefined : NOTHING;
}

function toDecimal(from: DataType, to: DataType): Coerce {
  if (to.kind !== 'DECIMAL') return NOTHING;
  const { precision, scale } = to;
  if (from.kind === 'DECIMAL') return (value) => fitDecimal(value as Decimal, precision, scale);
  if (rank(from) < 0) return NOTHING;
  return (value) => fitDecimal({ unscaled: BigInt(value as number | bigint), scale: 0 }, precision, scale);
}

function toTimestamp(from: DataType, to: TypeKind, zone: TimeZone): Coerce | undefined {
  if (from.kind === to) return undefined;
  const wallClock = readWallClock(from, zone);
  if (wallClock === undefined) return NOTHING;
  if (to !== 'TIMESTAMP_TZ') return (value) => wallClock(value);
  // The wall clock is taken as if it were UTC, then shown in the pipeline's zone.
  return (value): ZonedTimestamp => {
    const { ms, nanos } = wallClock(value);
    return { ms, nanos, offsetSeconds: zone.offsetAt(ms) };
  };
}

/** The wall clock that a value shows; an instant shows that of the pipeline's zone. */
function readWallClock(from: DataType, zone: TimeZone): ((value: Value) => Timestamp) | undefined {
  if (from.kind === 'DATE') return (value) => ({ ms: (value as number) * MS_PER_DAY, nanos: 0 });
  if (from.kind === 'TIMESTAMP') return (value) => value as Timestamp;
  if (from.kind !== 'TIMESTAMP_LTZ' && from.kind !== 'TIMESTAMP_TZ') return undefined;
  return (value) => {
    const { ms, nanos } = value as Timestamp;
    return { ms: ms + zone.offsetAt(ms) * 1000, nanos };
  };
}
