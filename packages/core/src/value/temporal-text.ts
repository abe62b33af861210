// The text forms of dates, times and timestamps in change events (contract: change events, "Values"): ISO 8601, a fraction of up to
// nine digits without trailing zeros, years outside 0000 to 9999 with a sign and six digits. Readers also accept a blank in place of
// the T, missing seconds and longer years; they give undefined for anything that is not a real moment.
import { civilFromDays, daysFromCivil, daysInMonth, MS_PER_DAY } from './civil-date.ts';
import type { Timestamp, ZonedTimestamp } from './value.ts';

const pad2 = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `2026-01-31`, `+012026-01-31`, `-000044-03-15`. */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${formatYear(year)}-${pad2(month)}-${pad2(day)}`;
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}

/** `23:59:59` with the fraction where it is not zero; the argument is nanoseconds of the day. */
export function formatTime(nanosOfDay: number): string {
  const seconds = Math.floor(nanosOfDay / 1e9);
  const nanos = nanosOfDay - seconds * 1e9;
  const clock = `${pad2(Math.floor(seconds / 3600))}:${pad2(Math.floor(seconds / 60) % 60)}:${pad2(seconds % 60)}`;
  return nanos === 0 ? clock : `${clock}.${String(nanos).padStart(9, '0').replace(/0+$/u, '')}`;
}

/** `2026-01-31T23:59:59.123456789`, the wall clock of the value counted as UTC. */
export function formatTimestamp(value: Timestamp): string {
  const days = Math.floor(value.ms / MS_PER_DAY);
  return `${formatDate(days)}T${formatTime((value.ms - days * MS_PER_DAY) * 1e6 + value.nanos)}`;
}

/** The same with a final Z. */
export function formatInstant(value: Timestamp): string {
  return `${formatTimestamp(value)}Z`;
}

/** The wall clock at the value's own offset, then the offset: `2026-01-31T23:59:59+08:00`, `+00:00` for none. */
export function formatZonedTimestamp(value: ZonedTimestamp): string {
  const local = { ms: value.ms + value.offsetSeconds * 1000, nanos: value.nanos };
  return formatTimestamp(local) + formatOffset(value.offsetSeconds);
}

/** `+08:00`, `-03:30`, `+08:05:43` where there are seconds. */
export function formatOffset(offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds);
  const clock = `${pad2(Math.floor(size / 3600))}:${pad2(Math.floor(size / 60) % 60)}`;
  return `${offsetSeconds < 0 ? '-' : '+'}${clock}${size % 60 === 0 ? '' : `:${pad2(size % 60)}`}`;
}

const DATE = '([+-]?\\d{4,9})-(\\d{2})-(\\d{2})';
const TIME = '(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?';
const OFFSET = '(Z|[+-]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?)';
const DATE_TEXT = new RegExp(`^${DATE}$`, 'u');
const TIME_TEXT = new RegExp(`^${TIME}$`, 'u');
const MOMENT_TEXT = new RegExp(`^${DATE}(?:[T ]${TIME}${OFFSET}?)?$`, 'u');

export function parseDate(text: string): number | undefined {
  const match = DATE_TEXT.exec(text);
  return match === null ? undefined : dayOf(match, 1);
}

function dayOf(match: RegExpExecArray, at: number): number | undefined {
  const year = Number(match[at]);
  const month = Number(match[at + 1]);
  const day = Number(match[at + 2]);
  const real = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return real ? daysFromCivil(year, month, day) : undefined;
}

/** Nanoseconds of the day. */
export function parseTime(text: string): number | undefined {
  const match = TIME_TEXT.exec(text);
  return match === null ? undefined : timeOf(match, 1);
}

function timeOf(match: RegExpExecArray, at: number): number | undefined {
  const hour = Number(match[at]);
  const minute = Number(match[at + 1]);
  const second = Number(match[at + 2] ?? '0');
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const nanos = Number((match[at + 3] ?? '').padEnd(9, '0'));
  return (hour * 3600 + minute * 60 + second) * 1e9 + nanos;
}

interface Moment {
  readonly local: Timestamp;
  readonly offsetSeconds: number | undefined;
}

function parseMoment(text: string): Moment | undefined {
  const match = MOMENT_TEXT.exec(text);
  if (match === null) return undefined;
  const days = dayOf(match, 1);
  const time = match[4] === undefined ? 0 : timeOf(match, 4);
  if (days === undefined || time === undefined) return undefined;
  const offsetSeconds = match[8] === undefined ? undefined : parseOffset(match[8]);
  if (match[8] !== undefined && offsetSeconds === undefined) return undefined;
  const msOfDay = Math.floor(time / 1e6);
  return { local: { ms: days * MS_PER_DAY + msOfDay, nanos: time - msOfDay * 1e6 }, offsetSeconds };
}

/** `Z`, `+08`, `+08:00`, `-0330`; seconds east of UTC, up to 18 hours either way. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = /^([+-])(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?$/u.exec(text);
  if (match === null) return undefined;
  const [minutes, seconds] = [Number(match[3] ?? '0'), Number(match[4] ?? '0')];
  const size = Number(match[2]) * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || size > 64_800) return undefined;
  return match[1] === '-' && size !== 0 ? -size : size;
}

/** A wall clock, or a bare date for its midnight; a zone or offset makes it undefined. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const moment = parseMoment(text);
  return moment?.offsetSeconds === undefined ? moment?.local : undefined;
}

/** An instant: with Z or an offset, and UTC where neither is written. */
export function parseInstant(text: string): Timestamp | undefined {
  const moment = parseMoment(text);
  if (moment === undefined) return undefined;
  return { ms: moment.local.ms - (moment.offsetSeconds ?? 0) * 1000, nanos: moment.local.nanos };
}

/** A moment with its offset, which must be written (`Z` or `+08:00`). */
export function parseZonedTimestamp(text: string): ZonedTimestamp | undefined {
  const moment = parseMoment(text);
  if (moment?.offsetSeconds === undefined) return undefined;
  const { local, offsetSeconds } = moment;
  return { ms: local.ms - offsetSeconds * 1000, nanos: local.nanos, offsetSeconds };
}
