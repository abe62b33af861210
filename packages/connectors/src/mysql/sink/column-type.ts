// Types of the pipeline as types of MySQL, chosen so that no value of the one is changed by the other; where MySQL has no type that
// keeps everything, the conversion stands in ../conversions.ts. What a value looks like in SQL follows from the pipeline's type alone.
import { encodeValue } from '@tailrace/core/event';
import type { TableSchema } from '@tailrace/core/table';
import type { DataType, TypeKind } from '@tailrace/core/types';
import {
  formatDate,
  formatDecimal,
  formatTime,
  formatTimestamp,
  type Decimal,
  type Timestamp,
  type Value,
} from '@tailrace/core/value';
import { ValueError } from '../../value-error.ts';

export interface ColumnType {
  /** As in DDL. */
  readonly ddl: string;
  readonly form: ValueForm;
}

/** A value as MySQL reads it from text. */
export interface ValueForm {
  /** number: bare in SQL; text: quoted; bytes: neither, `text` is not to be called. */
  readonly kind: 'number' | 'text' | 'bytes';
  /** Throws ValueError for what the type of MySQL cannot hold. Never called for NULL or UNSENT. */
  readonly text: (value: Value) => string;
}

/** Room for the columns of a row that are not texts on pages of their own (MySQL manual 10.4.7), less what headers need. */
const ROW_BYTES = 65_000;
/** Room for a key in InnoDB (DYNAMIC rows). */
const KEY_BYTES = 3072;
const MAX_VARCHAR = 16_383;
const MAX_SCALE = 30;

/** A key column's part of the key, for texts and bytes that have no length of their own that fits. */
export function keyLength(schema: TableSchema): number {
  const texts = schema.columns.filter(
    (column) =>
      schema.primaryKeys.includes(column.name) && /^(?:VAR)?(?:CHAR|BINARY)$/u.test(column.type.kind),
  );
  const others = schema.primaryKeys.length - texts.length;
  return Math.floor((KEY_BYTES - 16 * others) / Math.max(1, texts.length));
}

/** The types of all columns of a table, in order: which texts lie in the row depends on the others. */
export function columnTypes(schema: TableSchema): readonly ColumnType[] {
  const forKey = keyLength(schema);
  let room = ROW_BYTES;
  return schema.columns.map(({ name, type }) => {
    const isKey = schema.primaryKeys.includes(name);
    const made = isKey ? keyType(type, forKey) : columnType(type, room);
    room -= rowBytes(made.ddl);
    return made;
  });
}

function rowBytes(ddl: string): number {
  const match = /^(VARCHAR|VARBINARY)\((\d+)\)/u.exec(ddl);
  if (match === null) return 20;
  return 2 + Number(match[2]) * (match[1] === 'VARCHAR' ? 4 : 1);
}

function keyType(type: DataType, bytes: number): ColumnType {
  const made = columnType(type, ROW_BYTES);
  const isText = type.kind === 'CHAR' || type.kind === 'VARCHAR';
  if (!isText && type.kind !== 'BINARY' && type.kind !== 'VARBINARY') return made;
  const length = Math.min(type.length, isText ? Math.floor(bytes / 4) : bytes);
  return { ...made, ddl: `${isText ? 'VARCHAR' : 'VARBINARY'}(${length})` };
}

function columnType(type: DataType, room: number): ColumnType {
  const fixed = FIXED[type.kind];
  if (fixed !== undefined) return fixed;
  switch (type.kind) {
    case 'DECIMAL':
      if (type.scale > MAX_SCALE) return { ddl: `VARCHAR(${type.precision + 3})`, form: FORMS.decimalText };
      return { ddl: `DECIMAL(${type.precision}, ${type.scale})`, form: FORMS.decimal };
    case 'CHAR':
    case 'VARCHAR': {
      const fits = type.length <= MAX_VARCHAR && type.length * 4 + 2 <= room;
      return { ddl: fits ? `VARCHAR(${type.length})` : 'LONGTEXT', form: FORMS.string };
    }
    case 'BINARY':
    case 'VARBINARY':
      return { ddl: type.length + 2 <= room ? `VARBINARY(${type.length})` : 'LONGBLOB', form: FORMS.bytes };
    default:
      return {
        ddl: 'JSON',
        form: { kind: 'text', text: (value) => JSON.stringify(encodeValue(value, type)) },
      };
  }
}

function float(value: Value): string {
  const number = value as number;
  if (!Number.isFinite(number))
    throw new ValueError(
      `${number} has no place in MySQL's FLOAT and DOUBLE. Replace it in the projection, or leave the column out.`,
    );
  return String(number);
}

/** Days of the years 0 to 9999. */
const [FIRST_DAY, LAST_DAY] = [-719_528, 2_932_896];

function date(value: Value): string {
  const days = value as number;
  if (days < FIRST_DAY || days > LAST_DAY) throw outOfRange(formatDate(days));
  return formatDate(days);
}

function time(value: Value): string {
  const nanos = value as number;
  if (nanos % 1000 !== 0) throw finer(formatTime(nanos));
  return formatTime(nanos);
}

function timestamp(value: Value): string {
  const moment = value as Timestamp;
  const text = formatTimestamp({ ms: moment.ms, nanos: moment.nanos });
  if (moment.nanos % 1000 !== 0) throw finer(text);
  if (moment.ms < FIRST_DAY * 86_400_000 || moment.ms >= (LAST_DAY + 1) * 86_400_000) throw outOfRange(text);
  return text.replace('T', ' ');
}

function outOfRange(text: string): ValueError {
  return new ValueError(`${text} lies outside of the years 0000 to 9999 that MySQL has.`);
}

function finer(text: string): ValueError {
  return new ValueError(
    `${text} is finer than the microseconds that MySQL keeps. Round it in the projection with CAST(… AS TIMESTAMP(6)) or DATE_FORMAT.`,
  );
}

const FORMS = {
  boolean: { kind: 'number', text: (value) => (value === true ? '1' : '0') },
  integer: { kind: 'number', text: String },
  float: { kind: 'number', text: float },
  decimal: { kind: 'number', text: (value) => formatDecimal(value as Decimal) },
  decimalText: { kind: 'text', text: (value) => formatDecimal(value as Decimal) },
  string: { kind: 'text', text: (value) => value as string },
  bytes: { kind: 'bytes', text: () => '' },
  date: { kind: 'text', text: date },
  time: { kind: 'text', text: time },
  timestamp: { kind: 'text', text: timestamp },
} as const satisfies Readonly<Record<string, ValueForm>>;

/** Types without parameters that matter here. Times keep microseconds whatever precision the type names, because a value keeps its fraction. */
const FIXED: Partial<Record<TypeKind, ColumnType>> = {
  BOOLEAN: { ddl: 'TINYINT(1)', form: FORMS.boolean },
  TINYINT: { ddl: 'TINYINT', form: FORMS.integer },
  SMALLINT: { ddl: 'SMALLINT', form: FORMS.integer },
  INT: { ddl: 'INT', form: FORMS.integer },
  BIGINT: { ddl: 'BIGINT', form: FORMS.integer },
  FLOAT: { ddl: 'FLOAT', form: FORMS.float },
  DOUBLE: { ddl: 'DOUBLE', form: FORMS.float },
  DATE: { ddl: 'DATE', form: FORMS.date },
  TIME: { ddl: 'TIME(6)', form: FORMS.time },
  TIMESTAMP: { ddl: 'DATETIME(6)', form: FORMS.timestamp },
  TIMESTAMP_LTZ: { ddl: 'DATETIME(6)', form: FORMS.timestamp },
  TIMESTAMP_TZ: { ddl: 'DATETIME(6)', form: FORMS.timestamp },
};
