// Reads moments as java.time's DateTimeFormatter does with its SMART resolver: fields have the digits that the pattern says, a day past
// the end of its month is the last one, 24:00 is the next midnight, and nothing may be left over.
import { daysFromCivil, daysInMonth, MS_PER_DAY, type Timestamp } from '../../value/index.ts';
import { MONTHS, WEEKDAYS } from './format-moment.ts';
import { parseMomentPattern, type PatternField, type PatternPart } from './moment-pattern.ts';

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  M: [1, 12],
  L: [1, 12],
  d: [1, 31],
  D: [1, 366],
  H: [0, 24],
  k: [1, 24],
  K: [0, 11],
  h: [1, 12],
  m: [0, 59],
  s: [0, 59],
};

interface ModernPattern {
  readonly regex: RegExp;
  readonly fields: readonly PatternField[];
}

const PATTERNS = new Map<string, ModernPattern | 'bad-pattern'>();

/** A wall clock (midnight when the pattern has none); undefined when the text does not fit, `bad-pattern` when Java refuses the pattern. */
export function parseModern(text: string, pattern: string): Timestamp | 'bad-pattern' | undefined {
  let compiled = PATTERNS.get(pattern);
  if (compiled === undefined) {
    if (PATTERNS.size >= 200) PATTERNS.clear();
    compiled = compilePattern(pattern);
    PATTERNS.set(pattern, compiled);
  }
  if (compiled === 'bad-pattern') return compiled;
  const match = compiled.regex.exec(text);
  if (match === null) return undefined;
  const values = new Map<string, number>();
  for (const [at, field] of compiled.fields.entries())
    values.set(letterOf(field), valueOf(field, match[at + 1] ?? ''));
  return resolve(values);
}

function compilePattern(pattern: string): ModernPattern | 'bad-pattern' {
  const parts = parseMomentPattern(pattern);
  if (parts === undefined) return 'bad-pattern';
  const sources: string[] = [];
  for (const [index, part] of parts.entries()) {
    const source = typeof part === 'string' ? literalSource(part) : fieldSource(part, parts[index + 1]);
    if (source === undefined) return 'bad-pattern';
    sources.push(source);
  }
  const fields = parts.filter((part) => typeof part !== 'string');
  return { regex: new RegExp(`^${sources.join('')}$`, 'u'), fields };
}

const letterOf = ({ letter }: PatternField): string => (letter === 'u' ? 'y' : letter === 'L' ? 'M' : letter);

function literalSource(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

function fieldSource(field: PatternField, next: PatternPart | undefined): string | undefined {
  const { letter, count } = field;
  if (letter in RANGES && !('ML'.includes(letter) && count >= 3))
    return digitsSource(letter === 'D' && count === 1 ? 3 : count);
  switch (letter) {
    case 'y':
    case 'u':
      return yearSource(count, next !== undefined && typeof next !== 'string');
    case 'M':
    case 'L':
      return `(${MONTHS.map((name) => (count === 3 ? name.slice(0, 3) : name)).join('|')})`;
    case 'E':
      return `(${WEEKDAYS.map((name) => (count <= 3 ? name.slice(0, 3) : name)).join('|')})`;
    case 'a':
      return '(AM|PM)';
    case 'S':
      return `(\\d{${count}})`;
    default:
      return undefined;
  }
}

function yearSource(count: number, isAbutting: boolean): string {
  if (count === 2) return '(\\d{2})';
  return isAbutting ? `(\\d{${count}})` : `(\\d{${count}}|[+-]\\d{${count + 1},9})`;
}

const digitsSource = (count: number): string => (count === 1 ? '(\\d{1,2})' : `(\\d{${count}})`);

function valueOf({ letter, count }: PatternField, text: string): number {
  if (letter === 'y' || letter === 'u') return count === 2 ? 2000 + Number(text) : Number(text);
  if ((letter === 'M' || letter === 'L') && count >= 3)
    return MONTHS.findIndex((name) => name.slice(0, 3) === text.slice(0, 3)) + 1;
  if (letter === 'a') return text === 'PM' ? 1 : 0;
  if (letter === 'E') return 0;
  return letter === 'S' ? Number(text.padEnd(9, '0')) : Number(text);
}

function resolve(values: ReadonlyMap<string, number>): Timestamp | undefined {
  for (const [letter, value] of values) {
    const range = RANGES[letter];
    if (range !== undefined && (value < range[0] || value > range[1])) return undefined;
  }
  const year = values.get('y');
  if (year === undefined) return undefined;
  const days = dayOf(values, year);
  const time = timeOf(values);
  return days === undefined || time === undefined
    ? undefined
    : { ms: days * MS_PER_DAY + time, nanos: (values.get('S') ?? 0) % 1e6 };
}

function dayOf(values: ReadonlyMap<string, number>, year: number): number | undefined {
  const month = values.get('M');
  const day = values.get('d');
  if (month !== undefined && day !== undefined)
    return daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  const ordinal = values.get('D');
  return ordinal === undefined ? undefined : daysFromCivil(year, 1, 1) + ordinal - 1;
}

/** Milliseconds of the day; 24:00:00 is a whole day, 24:00:01 is none. */
function timeOf(values: ReadonlyMap<string, number>): number | undefined {
  const half = values.get('h') ?? values.get('K');
  const hour =
    values.get('H') ??
    (half === undefined ? (values.get('k') ?? 0) % 24 : (half % 12) + (values.get('a') ?? 0) * 12);
  const rest =
    (values.get('m') ?? 0) * 60_000 +
    (values.get('s') ?? 0) * 1000 +
    Math.floor((values.get('S') ?? 0) / 1e6);
  return hour === 24 && rest > 0 ? undefined : hour * 3_600_000 + rest;
}
