// Reads moments as java.text.SimpleDateFormat does, lenient: numbers of any length where nothing abuts, fields beyond their range count
// on, what follows is not looked at.
import { parseOffset } from '../../value/index.ts';
import { daysFromMixed } from './calendar-fields.ts';
import { MONTHS, WEEKDAYS } from './format-moment.ts';
import type { LegacyZone } from './legacy-zone.ts';
import { parseMomentPattern, type PatternField, type PatternPart } from './moment-pattern.ts';

interface Reading {
  readonly text: string;
  at: number;
  readonly values: Map<string, number>;
}

const NUMERIC = 'yYMdDHkKhmsSuwWF';

/** Milliseconds since the epoch; undefined when the text does not fit. A pattern that Java refuses is `bad-pattern`. */
export function parseLegacy(
  text: string,
  pattern: string,
  zone: LegacyZone,
): number | 'bad-pattern' | undefined {
  const parts = parseMomentPattern(pattern);
  if (parts === undefined) return 'bad-pattern';
  const reading: Reading = { text, at: 0, values: new Map() };
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      if (!readText(reading, part)) return undefined;
      continue;
    }
    if (!`${NUMERIC}GELazZX`.includes(part.letter)) return 'bad-pattern';
    if (!readField(reading, part, abuts(parts, index))) return undefined;
  }
  return instantOf(reading.values, zone);
}

/** Whether another number follows without anything between: then the count says how many digits are meant. */
function abuts(parts: readonly PatternPart[], index: number): boolean {
  const next = parts[index + 1];
  return next !== undefined && typeof next !== 'string' && NUMERIC.includes(next.letter);
}

function readText(reading: Reading, expected: string): boolean {
  if (!reading.text.startsWith(expected, reading.at)) return false;
  reading.at += expected.length;
  return true;
}

/** Fields written in words, with the number of the first. */
const NAMES: ReadonlyMap<string, readonly [readonly string[], number]> = new Map([
  ['E', [WEEKDAYS, 1]],
  ['a', [['AM', 'PM'], 0]],
  ['G', [['BC', 'AD'], 0]],
]);

function readField(reading: Reading, field: PatternField, isAbutting: boolean): boolean {
  skipBlanks(reading);
  const letter = field.letter === 'L' ? 'M' : field.letter;
  const [names, base] = letter === 'M' && field.count >= 3 ? [MONTHS, 1] : (NAMES.get(letter) ?? []);
  if (names !== undefined && base !== undefined) return readName(reading, letter, names, base);
  return 'zZX'.includes(letter)
    ? readZone(reading)
    : readNumber(reading, { letter, count: field.count }, isAbutting);
}

function readNumber(reading: Reading, { letter, count }: PatternField, isAbutting: boolean): boolean {
  const digits = /^-?\d+/u.exec(
    reading.text.slice(reading.at, isAbutting ? reading.at + count : undefined),
  )?.[0];
  if (digits === undefined || (isAbutting && digits.length < count)) return false;
  reading.at += digits.length;
  const isShortYear = letter === 'y' && count <= 2 && digits.length === 2;
  const century = isShortYear ? (Number(digits) >= 70 ? 1900 : 2000) : 0;
  reading.values.set(letter, Number(digits) + century);
  return true;
}

function skipBlanks(reading: Reading): void {
  while (reading.text[reading.at] === ' ' || reading.text[reading.at] === '\t') reading.at += 1;
}

function readName(reading: Reading, letter: string, names: readonly string[], base: number): boolean {
  const rest = reading.text.slice(reading.at).toLowerCase();
  for (const [index, name] of names.entries()) {
    for (const form of [name, name.slice(0, 3)]) {
      if (!rest.startsWith(form.toLowerCase())) continue;
      reading.at += form.length;
      reading.values.set(letter, index + base);
      return true;
    }
  }
  return false;
}

function readZone(reading: Reading): boolean {
  const match = /^(?:GMT|UTC)?([+-]\d{2}:?\d{2}|[+-]\d{2}|Z)?/u.exec(reading.text.slice(reading.at));
  if (match === null || match[0] === '') return false;
  reading.at += match[0].length;
  reading.values.set('offset', match[1] === undefined ? 0 : (parseOffset(match[1]) ?? 0));
  return true;
}

function instantOf(values: ReadonlyMap<string, number>, zone: LegacyZone): number {
  const get = (letter: string, otherwise: number): number => values.get(letter) ?? otherwise;
  const year = get('y', get('Y', 1970));
  const signed = get('G', 1) === 0 ? 1 - year : year;
  const days =
    values.has('D') && !values.has('d')
      ? daysFromMixed(signed, 1, get('D', 1))
      : daysFromMixed(signed, get('M', 1), get('d', 1));
  const local =
    days * 86_400_000 + hourOf(values) * 3_600_000 + get('m', 0) * 60_000 + get('s', 0) * 1000 + get('S', 0);
  const offset = values.get('offset');
  return offset === undefined ? zone.instantOf(local) : local - offset * 1000;
}

function hourOf(values: ReadonlyMap<string, number>): number {
  const full = values.get('H') ?? values.get('k');
  if (full !== undefined) return values.has('H') || full !== 24 ? full : 0;
  const half = values.get('K') ?? values.get('h');
  if (half === undefined) return 0;
  return (half === 12 && values.has('h') ? 0 : half) + (values.get('a') === 1 ? 12 : 0);
}
