// Time zones by name: IANA names from the platform's own database (Intl), fixed offsets by arithmetic. Asking Intl costs about a
// microsecond, so the offsets of a zone are kept as spans of constant offset for a bucket of about 400 days at a time.
import { parseOffset } from './temporal-text.ts';

export interface TimeZone {
  readonly id: string;
  /** Seconds east of UTC at an instant, in ms since the epoch. */
  offsetAt(instantMs: number): number;
  /**
   * The instant of a wall clock (ms as if it were UTC). A time that a change to summer time leaves out moves on by its length; one
   * that happens twice is the first, or the second with `later`.
   */
  instantOf(localMs: number, overlap: 'earlier' | 'later'): number;
}

interface Span {
  /** First ms that no longer has this offset. */
  readonly end: number;
  readonly offset: number;
}

const BUCKET_MS = 2 ** 35;
const STEP_MS = 7 * 86_400_000;
/** The largest instant that Intl takes. */
const LIMIT_MS = 8.64e15;
const ZONES = new Map<string, TimeZone | undefined>();
const ZONES_KEPT = 256;

/** Undefined when there is no such zone. Names are those of the IANA database, `Z`, and `+08:00`, `GMT+8`, `UTC-03:30`. */
export function findTimeZone(id: string): TimeZone | undefined {
  if (ZONES.has(id)) return ZONES.get(id);
  const offset = fixedOffset(id);
  const zone = offset === undefined ? namedZone(id) : fixedZone(id, offset);
  if (ZONES.size >= ZONES_KEPT) ZONES.clear();
  ZONES.set(id, zone);
  return zone;
}

const FIXED = /^(?:(?:UTC|GMT|UT)(?=[+-]|$))?(?:([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?)?$/u;

function fixedOffset(id: string): number | undefined {
  if (id === 'Z') return 0;
  if (id === '') return undefined;
  const match = FIXED.exec(id);
  if (match === null) return undefined;
  if (match[1] === undefined) return 0;
  const [, sign, hours = '', minutes = '00', seconds = '00'] = match;
  return parseOffset(`${sign}${hours.padStart(2, '0')}:${minutes}:${seconds}`);
}

function fixedZone(id: string, offset: number): TimeZone {
  return { id, offsetAt: () => offset, instantOf: (localMs) => localMs - offset * 1000 };
}

function namedZone(id: string): TimeZone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const buckets = new Map<number, readonly Span[]>();
  const offsetAt = (instantMs: number): number => {
    const bucket = Math.floor(instantMs / BUCKET_MS);
    let spans = buckets.get(bucket);
    if (spans === undefined) {
      spans = spansOf(format, bucket);
      buckets.set(bucket, spans);
    }
    for (const span of spans) if (instantMs < span.end) return span.offset;
    return spans.at(-1)?.offset ?? 0;
  };
  return { id, offsetAt, instantOf: (localMs, overlap) => resolveLocal(offsetAt, localMs, overlap) };
}

function resolveLocal(
  offsetAt: (instantMs: number) => number,
  localMs: number,
  overlap: 'earlier' | 'later',
): number {
  const before = offsetAt(localMs - 86_400_000);
  const after = offsetAt(localMs + 86_400_000);
  const first = localMs - before * 1000;
  if (before === after && offsetAt(first) === before) return first;
  const second = localMs - after * 1000;
  const firstHolds = offsetAt(first) === before;
  const secondHolds = offsetAt(second) === after;
  if (firstHolds && secondHolds) return overlap === 'earlier' ? first : second;
  return secondHolds ? second : first;
}

/** The spans of constant offset that cover one bucket. */
function spansOf(format: Intl.DateTimeFormat, bucket: number): readonly Span[] {
  const spans: Span[] = [];
  let from = bucket * BUCKET_MS;
  let offset = readOffset(format, from);
  for (const end = from + BUCKET_MS; from < end;) {
    const to = Math.min(from + STEP_MS, end);
    const next = readOffset(format, to);
    if (next !== offset) spans.push({ end: firstChange(format, from, to), offset });
    from = to;
    offset = next;
  }
  spans.push({ end: Infinity, offset });
  return spans;
}

/** The first second after `from` whose offset is that of `to`, by bisection. */
function firstChange(format: Intl.DateTimeFormat, from: number, to: number): number {
  const offset = readOffset(format, from);
  let low = Math.floor(from / 1000);
  let high = Math.ceil(to / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (readOffset(format, middle * 1000) === offset) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function readOffset(format: Intl.DateTimeFormat, instantMs: number): number {
  const text = format.format(Math.max(-LIMIT_MS, Math.min(LIMIT_MS, instantMs)));
  return parseOffset(text.slice(text.lastIndexOf('GMT') + 3)) ?? 0;
}
