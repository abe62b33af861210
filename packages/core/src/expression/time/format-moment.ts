// Writes moments by a Java pattern, in the dialect of java.text.SimpleDateFormat (`legacy`) or java.time's DateTimeFormatter (`modern`).
import { formatOffset } from '../../value/index.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import { usWeek, type MomentFields } from './calendar-fields.ts';
import { parseMomentPattern, type PatternField } from './moment-pattern.ts';

export type Dialect = 'legacy' | 'modern';

export interface ZoneText {
  readonly id: string;
  readonly offsetSeconds: number;
}

/** What there is to write; dates have no clock, times no date, and neither a zone. */
export interface Formattable {
  readonly fields: MomentFields;
  readonly has: { readonly date: boolean; readonly time: boolean };
  readonly zone?: ZoneText;
}

export type MomentFormatter = (moment: Formattable) => string;

export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
export const WEEKDAYS: readonly string[] = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(
  ' ',
);

/** By pattern: a key put together for each row would have to be hashed for each row. */
const FORMATTERS: Readonly<Record<Dialect, Map<string, MomentFormatter>>> = {
  legacy: new Map(),
  modern: new Map(),
};

/** Throws EvaluationFailure for a pattern that Java refuses, and from the formatter for a field that the moment does not have. */
export function momentFormatter(pattern: string, dialect: Dialect): MomentFormatter {
  const formatters = FORMATTERS[dialect];
  const known = formatters.get(pattern);
  if (known !== undefined) return known;
  const made = makeFormatter(pattern, dialect);
  if (formatters.size >= 200) formatters.clear();
  formatters.set(pattern, made);
  return made;
}

function makeFormatter(pattern: string, dialect: Dialect): MomentFormatter {
  const parts = parseMomentPattern(pattern);
  if (parts === undefined)
    throw new EvaluationFailure(`the pattern ${quoteValue(pattern)} has an unclosed quote`);
  const writers = parts.map((part) =>
    typeof part === 'string' ? () => part : fieldWriter(part, dialect, pattern),
  );
  return (moment) => {
    let result = '';
    for (const write of writers) result += write(moment);
    return result;
  };
}

function fieldWriter(field: PatternField, dialect: Dialect, pattern: string): MomentFormatter {
  const write = dateWriter(field, dialect) ?? clockWriter(field, dialect) ?? zoneWriter(field);
  if (write === undefined)
    throw new EvaluationFailure(`${quoteValue(pattern)} has the letter ${field.letter}, which is no field`);
  const needs = 'GyuYMLDdEweWFqQ'.includes(field.letter)
    ? 'date'
    : 'aHkKhmsSnAN'.includes(field.letter)
      ? 'time'
      : undefined;
  return (moment) => {
    if (needs !== undefined && !moment.has[needs]) {
      throw new EvaluationFailure(
        `the pattern ${quoteValue(pattern)} asks for a ${needs}, which the value does not have`,
      );
    }
    return write(moment);
  };
}

const padded = (value: number, count: number): string =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(count, '0');

function yearText(year: number, count: number, dialect: Dialect): string {
  if (count === 2) return padded(Math.abs(year) % 100, 2);
  const text = padded(year, count);
  return dialect === 'modern' && count >= 4 && year >= 10 ** count ? `+${text}` : text;
}

function dateWriter({ letter, count }: PatternField, dialect: Dialect): MomentFormatter | undefined {
  switch (letter) {
    case 'G':
      return ({ fields }) => (fields.year > 0 ? 'AD' : 'BC');
    case 'y':
      return ({ fields }) => yearText(fields.year > 0 ? fields.year : 1 - fields.year, count, dialect);
    case 'u':
      return dialect === 'modern'
        ? ({ fields }) => yearText(fields.year, count, dialect)
        : ({ fields }) => padded(fields.dayOfWeek, count);
    case 'Y':
      return ({ fields }) => yearText(usWeek(fields).weekYear, count, dialect);
    case 'M':
    case 'L':
      return ({ fields }) => {
        if (count <= 2) return padded(fields.month, count);
        const name = MONTHS[fields.month - 1] ?? '';
        return count === 3 ? name.slice(0, 3) : count === 5 && dialect === 'modern' ? name.charAt(0) : name;
      };
    case 'D':
      return ({ fields }) => padded(fields.dayOfYear, count);
    case 'd':
      return ({ fields }) => padded(fields.day, count);
    default:
      return weekWriter({ letter, count }, dialect);
  }
}

function weekWriter({ letter, count }: PatternField, dialect: Dialect): MomentFormatter | undefined {
  switch (letter) {
    case 'E':
      return ({ fields }) => {
        const name = WEEKDAYS[fields.dayOfWeek - 1] ?? '';
        return count <= 3 ? name.slice(0, 3) : name;
      };
    case 'w':
      return ({ fields }) => padded(usWeek(fields).week, count);
    case 'W':
      return ({ fields }) =>
        padded(Math.floor((fields.day + ((fields.dayOfWeek - fields.day + 35) % 7) - 1) / 7) + 1, count);
    case 'F':
      return ({ fields }) => padded(Math.floor((fields.day - 1) / 7) + 1, count);
    case 'e':
      return dialect === 'modern' ? ({ fields }) => padded((fields.dayOfWeek % 7) + 1, count) : undefined;
    case 'q':
    case 'Q':
      return dialect === 'modern'
        ? ({ fields }) => padded(Math.floor((fields.month - 1) / 3) + 1, count)
        : undefined;
    default:
      return undefined;
  }
}

function clockWriter({ letter, count }: PatternField, dialect: Dialect): MomentFormatter | undefined {
  switch (letter) {
    case 'a':
      return ({ fields }) => (fields.hour < 12 ? 'AM' : 'PM');
    case 'H':
      return ({ fields }) => padded(fields.hour, count);
    case 'k':
      return ({ fields }) => padded(fields.hour === 0 ? 24 : fields.hour, count);
    case 'K':
      return ({ fields }) => padded(fields.hour % 12, count);
    case 'h':
      return ({ fields }) => padded(fields.hour % 12 === 0 ? 12 : fields.hour % 12, count);
    case 'm':
      return ({ fields }) => padded(fields.minute, count);
    case 's':
      return ({ fields }) => padded(fields.second, count);
    case 'S':
      return dialect === 'legacy'
        ? ({ fields }) => padded(Math.floor(fields.nanos / 1e6), count)
        : ({ fields }) => String(fields.nanos).padStart(9, '0').padEnd(count, '0').slice(0, count);
    case 'n':
      return dialect === 'modern' ? ({ fields }) => padded(fields.nanos, count) : undefined;
    default:
      return undefined;
  }
}

function zoneWriter({ letter, count }: PatternField): MomentFormatter | undefined {
  const offset = (write: (zone: ZoneText) => string): MomentFormatter => {
    return ({ zone }) => {
      if (zone === undefined)
        throw new EvaluationFailure('the pattern asks for a zone, which the value does not have');
      return write(zone);
    };
  };
  switch (letter) {
    case 'Z':
      return offset((zone) => formatOffset(zone.offsetSeconds).replaceAll(':', ''));
    case 'X':
      return offset((zone) => (zone.offsetSeconds === 0 ? 'Z' : isoOffset(zone.offsetSeconds, count)));
    case 'x':
      return offset((zone) => isoOffset(zone.offsetSeconds, count));
    case 'z':
    case 'V':
      return offset((zone) => zone.id);
    default:
      return undefined;
  }
}

function isoOffset(seconds: number, count: number): string {
  const text = formatOffset(seconds);
  if (count === 1) return text.slice(0, 3);
  return count === 2 ? text.replaceAll(':', '') : text;
}
