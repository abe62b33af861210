// INTERVAL literals: one unit, or a range of units such as DAY TO SECOND with the text `1 02:03:04`.
import type { Interval } from '../syntax/ast.ts';

export interface IntervalValue {
  readonly months: number;
  readonly ms: number;
}

const UNITS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
type Unit = (typeof UNITS)[number];

const MS: Readonly<Record<Unit, number>> = {
  YEAR: 0,
  MONTH: 0,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};
const MONTHS: Readonly<Record<Unit, number>> = { YEAR: 12, MONTH: 1, DAY: 0, HOUR: 0, MINUTE: 0, SECOND: 0 };
/** The largest value of a unit that is not the first of a range. */
const LIMITS: Readonly<Record<Unit, number>> = {
  YEAR: 0,
  MONTH: 11,
  DAY: 0,
  HOUR: 23,
  MINUTE: 59,
  SECOND: 59,
};
const SEPARATORS: Readonly<Record<Unit, string>> = {
  YEAR: '',
  MONTH: '-',
  DAY: '',
  HOUR: ' +',
  MINUTE: ':',
  SECOND: ':',
};

function unitOf(name: string): Unit | undefined {
  return UNITS.find((unit) => unit === name);
}

/** A text is the reason why it is none. */
export function parseInterval(node: Interval): IntervalValue | string {
  const units = unitsOf(node);
  if (units === undefined)
    return `there is no interval in ${node.from}${node.to === undefined ? '' : ` TO ${node.to}`}; the units are ${UNITS.join(', ')}.`;
  const numbers = units.map(
    (unit, at) => `${at === 0 ? '' : SEPARATORS[unit]}(\\d+${unit === 'SECOND' ? '(?:\\.\\d{1,9})?' : ''})`,
  );
  const match = new RegExp(`^\\s*([+-]?)${numbers.join('')}\\s*$`, 'u').exec(node.text);
  if (match === null) return `'${node.text}' is no amount of ${units.join(' TO ')}.`;
  const sign = (match[1] === '-' ? -1 : 1) * node.sign;
  let [months, ms] = [0, 0];
  for (const [at, unit] of units.entries()) {
    const amount = Number(match[at + 2]);
    if (at > 0 && Math.floor(amount) > LIMITS[unit])
      return `${amount} is too much for ${unit} in '${node.text}'.`;
    months += amount * MONTHS[unit];
    ms += Math.floor(amount * MS[unit]);
  }
  return { months: months * sign, ms: ms * sign };
}

/** The units from the first to the last; undefined when they do not make an interval (months and days do not mix). */
function unitsOf(node: Interval): readonly Unit[] | undefined {
  const from = unitOf(node.from);
  if (node.to === undefined) return from && [from];
  const to = unitOf(node.to);
  if (from === undefined || to === undefined || MONTHS[from] > 0 !== MONTHS[to] > 0) return undefined;
  const units = UNITS.slice(UNITS.indexOf(from), UNITS.indexOf(to) + 1);
  return units.length > 1 ? units : undefined;
}
