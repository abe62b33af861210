// A time plus or minus a literal INTERVAL. DATE takes whole days of a day-time interval, TIME ignores months and days, TIMESTAMP_LTZ
// counts months in UTC (reference: INTERVAL).
import { addMonths, MS_PER_DAY, NANOS_PER_DAY, type Timestamp, type Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { Binary, Interval } from '../syntax/ast.ts';
import { strict1 } from './build.ts';
import { numberCell, timestampCell } from './cells.ts';
import { limited, typeName } from './data-types.ts';
import { parseInterval, type IntervalValue } from './interval-text.ts';
import type { Scope, Typed } from './typed.ts';

export function compileIntervalArithmetic(node: Binary, scope: Scope): Typed | undefined {
  const interval =
    node.right.kind === 'interval' ? node.right : node.left.kind === 'interval' ? node.left : undefined;
  const other = interval === node.right ? node.left : node.right;
  if (interval === undefined) return undefined;
  const isMinus = node.operator === '-';
  const fits = node.operator === '+' || (isMinus && interval === node.right);
  if (!fits || other.kind === 'interval') {
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: an INTERVAL can be added to a time or taken from one, nothing else.`,
    );
  }
  const amount = readInterval(interval, isMinus ? -1 : 1, scope);
  const part = scope.compile(other);
  if (amount === undefined || part === undefined) return undefined;
  const apply = part.untypedNull === true ? (): Value => null : shift(part.type, amount);
  if (apply === undefined) {
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: an INTERVAL cannot be added to ${typeName(part.type)}.`,
    );
  }
  warnIneffective(node, part.type, amount, scope);
  return {
    type: limited(part.type, scope.env.decimalPrecision),
    constant: part.constant,
    evaluate: strict1(part.evaluate, apply),
  };
}

function warnIneffective(node: Binary, type: DataType, { months, ms }: IntervalValue, scope: Scope): void {
  const written = scope.textOf(node);
  const message = ineffective(type, months, ms);
  if (message !== undefined)
    scope.warn({ code: 'interval-without-effect', message: `\`${written}\`: ${message}`, range: node.range });
}

function ineffective(type: DataType, months: number, ms: number): string | undefined {
  if (type.kind === 'DATE' && ms % MS_PER_DAY !== 0)
    return 'a DATE takes whole days only, and the hours, minutes and seconds change nothing. Cast the date to a TIMESTAMP first.';
  if (type.kind === 'TIME' && (months !== 0 || Math.abs(ms) >= MS_PER_DAY))
    return 'a TIME takes what is less than a day, and the days, months and years change nothing.';
  return type.kind === 'TIMESTAMP_LTZ' && months !== 0
    ? 'months are counted in UTC, so near midnight the local date can be a day off.'
    : undefined;
}

function readInterval(node: Interval, sign: 1 | -1, scope: Scope): IntervalValue | undefined {
  const found = parseInterval(node);
  if (typeof found === 'string')
    return scope.report('type-mismatch', node.range, `\`${scope.textOf(node)}\`: ${found}`);
  return { months: found.months * sign, ms: found.ms * sign };
}

function shift(type: DataType, { months, ms }: IntervalValue): ((value: Value) => Value) | undefined {
  switch (type.kind) {
    case 'DATE':
      return (value) =>
        (months === 0 ? numberCell(value) : addMonths(numberCell(value), months)) +
        Math.trunc(ms / MS_PER_DAY);
    case 'TIME': {
      const nanos = (ms % MS_PER_DAY) * 1e6;
      return (value) => (((numberCell(value) + nanos) % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY;
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (value) => shiftTimestamp(timestampCell(value), months, ms);
    default:
      return undefined;
  }
}

/** Months by the calendar of the value counted as UTC, then milliseconds. */
export function shiftTimestamp(value: Timestamp, months: number, ms: number): Timestamp {
  if (months === 0) return { ms: value.ms + ms, nanos: value.nanos };
  const days = Math.floor(value.ms / MS_PER_DAY);
  return { ms: value.ms + (addMonths(days, months) - days) * MS_PER_DAY + ms, nanos: value.nanos };
}
