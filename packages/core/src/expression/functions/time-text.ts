// Moments to text and back. Which of Java's two pattern dialects applies, and which zone, differs by function; both are as in Flink CDC.
import { findTimeZone, MS_PER_DAY, type TimeZone, type Timestamp, type Value } from '../../value/index.ts';
import { strict1, strictAll } from '../compile/build.ts';
import { bigintCell, numberCell, textCell, timestampCell, zonedCell } from '../compile/cells.ts';
import { BIGINT, DATE, STRING, timestampType, withNullable } from '../compile/data-types.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import { fieldsOf, fieldsOfLocal } from '../time/calendar-fields.ts';
import { momentFormatter } from '../time/format-moment.ts';
import { legacyZone } from '../time/legacy-zone.ts';
import { parseLegacy } from '../time/parse-legacy.ts';
import { parseModern } from '../time/parse-modern.ts';
import { overloads, type FunctionDef, type Overload, type Param } from './function-def.ts';
import { NOTHING } from './text-arguments.ts';

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';
const BOTH = { date: true, time: true };

type Values = readonly Value[];
const text = (values: Values, at: number): string => textCell(values[at] ?? null);

/** NULL for a NULL argument; `apply` gets the session zone. */
function inZone(
  params: readonly Param[],
  returns: Overload['returns'],
  apply: (values: Values, zone: TimeZone) => Value,
): Overload {
  return {
    params,
    returns,
    build: (args, { scope }) => strictAll(args, (values) => apply(values, scope.zone)),
  };
}

function formatInstant(ms: number, pattern: string, zone: TimeZone): string {
  const legacy = legacyZone(zone);
  const offsetSeconds = legacy.offsetAt(ms);
  const fields = fieldsOfLocal(ms + offsetSeconds * 1000, 0, 'mixed');
  return momentFormatter(pattern, 'legacy')({ fields, has: BOTH, zone: { id: zone.id, offsetSeconds } });
}

const formatLocal = (values: Values, zone: TimeZone): string =>
  formatInstant(zone.instantOf(timestampCell(values[0] ?? null).ms, 'earlier'), text(values, 1), zone);

function formatDateValue(values: Values): string {
  const fields = fieldsOf(numberCell(values[0] ?? null), 0, 'gregorian');
  return momentFormatter(text(values, 1), 'modern')({ fields, has: { date: true, time: false } });
}

function formatTimeValue(values: Values): string {
  const fields = fieldsOf(0, numberCell(values[0] ?? null), 'gregorian');
  return momentFormatter(text(values, 1), 'modern')({ fields, has: { date: false, time: true } });
}

/** DATE_FORMAT_TZ: only an instant is moved to the zone, a wall clock is printed as it is but for hours that the zone leaves out. */
function formatInNamedZone(isInstant: boolean): (values: Values) => string {
  return (values) => {
    const pattern = values.length > 2 ? text(values, 1) : DEFAULT_PATTERN;
    const id = text(values, values.length - 1);
    const zone = findTimeZone(id);
    if (zone === undefined) throw new EvaluationFailure(`there is no time zone ${quoteValue(id)}`);
    const { ms, nanos } = timestampCell(values[0] ?? null);
    const instant = isInstant ? ms : zone.instantOf(ms, 'earlier');
    const offsetSeconds = zone.offsetAt(instant);
    const fields = fieldsOfLocal(instant + offsetSeconds * 1000, nanos, 'gregorian');
    return momentFormatter(pattern, 'modern')({ fields, has: BOTH, zone: { id, offsetSeconds } });
  };
}

function legacyInstant(value: string, pattern: string, zone: TimeZone): number | undefined {
  const found = parseLegacy(value, pattern, legacyZone(zone));
  if (found === 'bad-pattern') throw new EvaluationFailure(`${quoteValue(pattern)} is no pattern of a date`);
  return found;
}

const UNPARSEABLE = -(2n ** 63n);

function unixTimestamp(values: Values, zone: TimeZone): bigint {
  const ms = legacyInstant(text(values, 0), values.length > 1 ? text(values, 1) : DEFAULT_PATTERN, zone);
  return ms === undefined ? UNPARSEABLE : BigInt(Math.trunc(ms / 1000));
}

function toTimestamp(values: Values, zone: TimeZone): Timestamp {
  const pattern = values.length > 1 ? text(values, 1) : DEFAULT_PATTERN;
  const ms = legacyInstant(text(values, 0), pattern, zone);
  if (ms === undefined)
    throw new EvaluationFailure(`${quoteValue(text(values, 0))} does not read as ${quoteValue(pattern)}`);
  return { ms: ms + zone.offsetAt(ms) * 1000, nanos: 0 };
}

function toDate(values: Values): Value {
  const pattern = values.length > 1 ? text(values, 1) : 'yyyy-MM-dd';
  const found = parseModern(text(values, 0), pattern);
  return found === undefined || found === 'bad-pattern' ? null : Math.floor(found.ms / MS_PER_DAY);
}

function textToInstant(values: Values): Timestamp {
  const pattern = values.length > 1 ? text(values, 1) : `${DEFAULT_PATTERN}.SSS`;
  const id = values.length > 2 ? text(values, 2) : 'UTC';
  const zone = findTimeZone(id);
  if (zone === undefined) throw new EvaluationFailure(`there is no time zone ${quoteValue(id)}`);
  const found = parseModern(text(values, 0), pattern);
  if (found === undefined || found === 'bad-pattern') {
    throw new EvaluationFailure(`${quoteValue(text(values, 0))} does not read as ${quoteValue(pattern)}`);
  }
  return { ms: zone.instantOf(found.ms, 'earlier'), nanos: 0 };
}

function numberToInstant(values: Values): Timestamp {
  const amount = Number(bigintCell(values[0] ?? null));
  const precision = values.length > 1 ? numberCell(values[1] ?? null) : 3;
  if (precision !== 0 && precision !== 3)
    throw new EvaluationFailure(`the precision is 0 or 3, not ${precision}`);
  return { ms: precision === 0 ? amount * 1000 : amount, nanos: 0 };
}

const LTZ3 = timestampType('TIMESTAMP_LTZ', 3);
const dayOfLocal = (value: Value): number => Math.floor(timestampCell(value).ms / MS_PER_DAY);
const dayOfZoned = (value: Value): number => {
  const { ms, offsetSeconds } = zonedCell(value);
  return Math.floor((ms + offsetSeconds * 1000) / MS_PER_DAY);
};
const ofOne = (param: Param, returns: Overload['returns'], apply: (value: Value) => Value): Overload => ({
  params: [param],
  returns,
  build: ([a = NOTHING]) => strict1(a, apply),
});

const currentSeconds: Overload = {
  params: [],
  returns: withNullable(BIGINT, false),
  volatile: true,
  build:
    () =>
    (_row, { nowMs }) =>
      BigInt(Math.floor(nowMs / 1000)),
};

const formatUnix = (values: Values, zone: TimeZone): string =>
  formatInstant(
    Number(bigintCell(values[0] ?? null)) * 1000,
    values.length > 1 ? text(values, 1) : DEFAULT_PATTERN,
    zone,
  );

export const TIME_TEXT_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'UNIX_TIMESTAMP',
    group: 'time',
    signatures: ['UNIX_TIMESTAMP()', 'UNIX_TIMESTAMP(s)', 'UNIX_TIMESTAMP(s, format)'],
    returns: 'BIGINT',
    nulls: 'NULL gives NULL; on Flink it fails the job',
    summary:
      'Seconds since 1970: now, or of a text read in the zone of the pipeline; text that does not fit gives the smallest number.',
    examples: [{ expression: "UNIX_TIMESTAMP('1970-01-02 00:00:00')", result: '86400' }],
    compile: overloads([
      currentSeconds,
      inZone(['text'], BIGINT, unixTimestamp),
      inZone(['text', 'text'], BIGINT, unixTimestamp),
    ]),
  },
  {
    name: 'FROM_UNIXTIME',
    group: 'time',
    signatures: ['FROM_UNIXTIME(seconds)', 'FROM_UNIXTIME(seconds, format)'],
    returns: 'STRING',
    nulls: 'NULL gives NULL',
    summary:
      'Writes seconds since 1970 as a wall clock in the zone of the pipeline; letters as in SimpleDateFormat.',
    examples: [{ expression: 'FROM_UNIXTIME(60)', result: '1970-01-01 00:01:00' }],
    compile: overloads([
      inZone(['bigint'], STRING, formatUnix),
      inZone(['bigint', 'text'], STRING, formatUnix),
    ]),
  },
  {
    name: 'DATE_FORMAT',
    group: 'time',
    signatures: [
      'DATE_FORMAT(timestamp, format)',
      'DATE_FORMAT(timestamp_ltz, format)',
      'DATE_FORMAT(date, format)',
      'DATE_FORMAT(time, format)',
    ],
    returns: 'STRING',
    nulls: 'a NULL value gives NULL',
    summary:
      'Writes a moment by a pattern; TIMESTAMP_LTZ in the zone of the pipeline, fractions of timestamps to milliseconds.',
    examples: [
      { expression: "DATE_FORMAT(TO_TIMESTAMP('2024-03-05 06:07:08'), 'yyyyMMdd')", result: '20240305' },
    ],
    compile: overloads([
      inZone(['timestamp', 'text'], STRING, formatLocal),
      inZone(['ltz', 'text'], STRING, (values, zone) =>
        formatInstant(timestampCell(values[0] ?? null).ms, text(values, 1), zone),
      ),
      inZone(['date', 'text'], STRING, formatDateValue),
      inZone(['time', 'text'], STRING, formatTimeValue),
    ]),
  },
  {
    name: 'DATE_FORMAT_TZ',
    group: 'time',
    signatures: ['DATE_FORMAT_TZ(ts, zone)', 'DATE_FORMAT_TZ(ts, format, zone)'],
    returns: 'STRING',
    nulls: 'a NULL argument gives NULL',
    summary:
      'Writes a timestamp in a named zone, with nanoseconds; a TIMESTAMP without a zone is printed as it is.',
    examples: [
      {
        expression: "DATE_FORMAT_TZ(TO_TIMESTAMP_LTZ(CAST(0 AS BIGINT), 0), 'Asia/Tokyo')",
        result: '1970-01-01 09:00:00',
      },
    ],
    compile: overloads([
      inZone(['timestamp', 'text'], STRING, formatInNamedZone(false)),
      inZone(['timestamp', 'text', 'text'], STRING, formatInNamedZone(false)),
      inZone(['ltz', 'text'], STRING, formatInNamedZone(true)),
      inZone(['ltz', 'text', 'text'], STRING, formatInNamedZone(true)),
    ]),
  },
  {
    name: 'TO_DATE',
    group: 'time',
    signatures: ['TO_DATE(s)', 'TO_DATE(s, format)', 'TO_DATE(timestamp)'],
    returns: 'DATE',
    nulls: 'NULL, and text that does not fit, gives NULL',
    summary:
      'Reads a date, or takes that of a timestamp: of TIMESTAMP_LTZ in UTC, of TIMESTAMP_TZ at its own offset.',
    examples: [
      { expression: "TO_DATE('05.03.2024', 'dd.MM.yyyy')", result: '2024-03-05' },
      { expression: "TO_DATE('5.3.2024')", result: 'NULL' },
    ],
    compile: overloads([
      inZone(['text'], DATE, toDate),
      inZone(['text', 'text'], DATE, toDate),
      ofOne('timestamp', DATE, dayOfLocal),
      ofOne('ltz', DATE, dayOfLocal),
      ofOne('tz', DATE, dayOfZoned),
    ]),
  },
  {
    name: 'TO_TIMESTAMP',
    group: 'time',
    signatures: ['TO_TIMESTAMP(s)', 'TO_TIMESTAMP(s, format)'],
    returns: 'TIMESTAMP(3)',
    nulls: 'NULL gives NULL; on Flink it fails the job',
    summary: 'Reads a wall clock, leniently; text that does not fit fails the row.',
    examples: [{ expression: "TO_TIMESTAMP('2024-03-05 06:07:08')", result: '2024-03-05T06:07:08' }],
    compile: overloads([
      inZone(['text'], timestampType('TIMESTAMP', 3), toTimestamp),
      inZone(['text', 'text'], timestampType('TIMESTAMP', 3), toTimestamp),
    ]),
  },
  {
    name: 'TO_TIMESTAMP_LTZ',
    group: 'time',
    signatures: [
      'TO_TIMESTAMP_LTZ(number)',
      'TO_TIMESTAMP_LTZ(number, 0 | 3)',
      'TO_TIMESTAMP_LTZ(s)',
      'TO_TIMESTAMP_LTZ(s, format)',
      'TO_TIMESTAMP_LTZ(s, format, zone)',
    ],
    returns: 'TIMESTAMP_LTZ(3)',
    nulls: 'NULL gives NULL; a NULL text fails the job on Flink',
    summary:
      'An instant from milliseconds, or seconds with 0, since 1970, or from a text, which is read in UTC unless a zone is given.',
    examples: [{ expression: 'TO_TIMESTAMP_LTZ(CAST(5000 AS BIGINT))', result: '1970-01-01T00:00:05' }],
    compile: overloads([
      inZone(['bigint'], LTZ3, numberToInstant),
      inZone(['bigint', 'int'], LTZ3, numberToInstant),
      inZone(['text'], LTZ3, textToInstant),
      inZone(['text', 'text'], LTZ3, textToInstant),
      inZone(['text', 'text', 'text'], LTZ3, textToInstant),
    ]),
  },
];
