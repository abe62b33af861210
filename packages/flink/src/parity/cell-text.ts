// One spelling for a cell, made of a value here and of what Flink CDC's values sink prints (toString of its classes): equal spellings are
// equal cells. What Flink CDC keeps less of is compared at what it keeps.
import type { DataType } from '@tailrace/core/types';
import {
  formatDate,
  formatDecimal,
  formatInstant,
  formatTimestamp,
  parseDate,
  parseDecimal,
  parseInstant,
  parseTimestamp,
  type Decimal,
  type Timestamp,
  type Value,
} from '@tailrace/core/value';

/** Stands for a cell that Flink prints as a class name and a hash. */
export const UNCOMPARED = '(not compared)';

const NULL = 'null';

/** Whether Flink prints values of the type so that they can be read. */
const isPrinted = (type: DataType): boolean =>
  !['BINARY', 'VARBINARY', 'BYTES', 'ARRAY', 'MAP', 'ROW', 'VARIANT'].includes(type.kind);

/** Of a value as the embedded engine has it (core/value). */
export function spellValue(value: Value, type: DataType): string {
  if (!isPrinted(type)) return UNCOMPARED;
  if (value === null) return NULL;
  switch (type.kind) {
    case 'DECIMAL':
      return withoutZeros(formatDecimal(value as Decimal));
    case 'FLOAT':
      return String(Math.fround(value as number));
    case 'DATE':
      return formatDate(value as number);
    case 'TIME':
      // Flink CDC keeps milliseconds of the day.
      return String(Math.floor((value as number) / 1_000_000));
    case 'TIMESTAMP':
      return formatTimestamp(value as Timestamp);
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return formatInstant(value as Timestamp);
    default:
      return String(value as string | number | bigint | boolean);
  }
}

/** Of a cell as Flink printed it; the text itself where it cannot be read as the type, so that it shows as a difference. */
export function spellPrinted(text: string, type: DataType): string {
  if (!isPrinted(type)) return UNCOMPARED;
  if (text === NULL) return NULL;
  return READERS[type.kind]?.(text) ?? text;
}

/** What one spelling is made of, by type; undefined for a text that is none of the type. */
const READERS: Readonly<Record<string, (text: string) => string | undefined>> = {
  DECIMAL: (text) => spelled(parseDecimal(text), (value) => withoutZeros(formatDecimal(value))),
  FLOAT: (text) => String(Math.fround(Number(text))),
  DOUBLE: (text) => String(Number(text)),
  // Days since 1970 up to Flink CDC 3.4, a date after.
  DATE: (text) => spelled(/^-?\d+$/.test(text) ? Number(text) : parseDate(text), formatDate),
  TIME: (text) => (/^\d+$/.test(text) ? text : millisecondsOf(text)),
  TIMESTAMP: (text) => spelled(parseTimestamp(withSeconds(text)), formatTimestamp),
  TIMESTAMP_LTZ: (text) => spelled(parseInstant(withSeconds(text)), formatInstant),
  TIMESTAMP_TZ: (text) => spelled(parseInstant(withSeconds(text)), formatInstant),
};

const spelled = <Read>(value: Read | undefined, spell: (value: Read) => string): string | undefined =>
  value === undefined ? undefined : spell(value);

const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Java's LocalDateTime leaves out seconds that are zero: `2026-01-01T00:01`. */
const withSeconds = (text: string): string => text.replace(/(T\d\d:\d\d)(?=$|Z|[+-]\d\d)/, '$1:00');

function millisecondsOf(text: string): string {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (match === null) return text;
  const [, hours, minutes, seconds = '0', fraction = ''] = match;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return String(whole * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3)));
}
