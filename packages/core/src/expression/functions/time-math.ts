// Arithmetic on moments by functions. TIMESTAMP is reckoned in the zone of the pipeline, TIMESTAMP_LTZ in UTC, both in milliseconds.
import {
  addMonths,
  civilFromDays,
  findTimeZone,
  formatDate,
  MS_PER_DAY,
  parseDate,
  type TimeZone,
  type Timestamp,
  type Value,
} from '../../value/index.ts';
import { isConstant, strictAll } from '../compile/build.ts';
import { numberCell, textCell, timestampCell } from '../compile/cells.ts';
import { coerce } from '../compile/coerce.ts';
import { INT, isInteger, isText, limited, STRING, typeName, withNullable } from '../compile/data-types.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { overloads, reportCount, type FunctionCall, type FunctionDef } from './function-def.ts';

const UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'MONTH', 'YEAR'] as const;
type Unit = (typeof UNITS)[number];

const UNIT_MS: Readonly<Record<Unit, number>> = {
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: MS_PER_DAY,
  MONTH: 0,
  YEAR: 0,
};

function unitOf(name: string): Unit | undefined {
  return UNITS.find((unit) => unit === name.toUpperCase());
}

/** Where a value is reckoned: an instant in UTC, a wall clock in the session zone. */
interface Reckoned {
  readonly instant: (value: Value) => number;
  readonly local: (value: Value) => number;
}

function reckoning(type: Typed['type'], zone: TimeZone): Reckoned | undefined {
  const ms = (value: Value): number => timestampCell(value).ms;
  if (type.kind === 'TIMESTAMP_LTZ') return { instant: ms, local: ms };
  return type.kind === 'TIMESTAMP'
    ? { instant: (value) => zone.instantOf(ms(value), 'earlier'), local: ms }
    : undefined;
}

function difference(unit: Unit, from: Reckoned, to: Reckoned): (x: Value, y: Value) => Value {
  if (unit === 'MONTH' || unit === 'YEAR') {
    const months = (reckoned: Reckoned, value: Value): number => {
      const { year, month } = civilFromDays(Math.floor(reckoned.local(value) / MS_PER_DAY));
      return unit === 'YEAR' ? year : year * 12 + month;
    };
    return (x, y) => months(to, y) - months(from, x);
  }
  return (x, y) => {
    const seconds = Math.trunc((to.instant(y) - from.instant(x)) / 1000);
    if (seconds > 2_147_483_647) return null;
    return Math.trunc(Number(BigInt.asIntN(32, BigInt(seconds))) / (UNIT_MS[unit] / 1000));
  };
}

function wrongUnit(call: FunctionCall, unit: string, scope: Scope): undefined {
  return scope.report(
    'wrong-arguments',
    call.node.range,
    `\`${scope.textOf(call.node)}\`: ${unit} is no unit of ${call.node.name.toUpperCase()}; there are ${UNITS.join(', ')}.`,
  );
}

function timestampDiff(
  call: FunctionCall,
  unitName: string,
  moments: readonly Typed[],
  scope: Scope,
): Typed | undefined {
  const unit = unitOf(unitName);
  if (unit === undefined) return wrongUnit(call, unitName, scope);
  const [from, to] = moments;
  if (from === undefined || to === undefined || moments.length !== 2) return reportCount(call, scope);
  const [a, b] = [momentOf(from, scope), momentOf(to, scope)];
  if (a === undefined || b === undefined) return wrongMoment(call, [from, to], scope);
  const compute = difference(unit, a, b);
  return {
    type: INT,
    constant: isConstant(moments),
    evaluate: strictAll([from.evaluate, to.evaluate], ([x, y]) => compute(x ?? null, y ?? null)),
  };
}

function momentOf(part: Typed, scope: Scope): Reckoned | undefined {
  return part.untypedNull === true ? { instant: () => 0, local: () => 0 } : reckoning(part.type, scope.zone);
}

function wrongMoment(call: FunctionCall, parts: readonly Typed[], scope: Scope): undefined {
  const types = parts.map((part) => typeName(part.type)).join(', ');
  const { node } = call;
  return scope.report(
    'type-mismatch',
    node.range,
    `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} takes TIMESTAMP or TIMESTAMP_LTZ, not ${types}.`,
  );
}

function timestampAdd(call: FunctionCall, scope: Scope): Typed | undefined {
  const [first] = call.node.args;
  if (first?.kind !== 'keyword') return reportCount(call, scope);
  const unit = unitOf(first.name);
  if (unit === undefined) return wrongUnit(call, first.name, scope);
  const [amount, moment, more] = call.args;
  if (amount === undefined || moment === undefined || more !== undefined) return reportCount(call, scope);
  const count =
    amount.untypedNull === true || isInteger(amount.type) ? coerce(amount, INT, scope) : undefined;
  if (count === undefined || momentOf(moment, scope) === undefined) return wrongMoment(call, [moment], scope);
  const zone = moment.type.kind === 'TIMESTAMP' ? scope.zone : UTC;
  return {
    type: withNullable(limited(moment.type, scope.env.decimalPrecision), true),
    constant: isConstant(call.args),
    evaluate: strictAll([count.evaluate, moment.evaluate], ([n, value]) =>
      added(timestampCell(value ?? null).ms, numberCell(n ?? null), unit, zone),
    ),
  };
}

const UTC = utcZone();

function utcZone(): TimeZone {
  const zone = findTimeZone('UTC');
  if (zone === undefined) throw new Error('internal: no UTC');
  return zone;
}

/** `localMs` is a wall clock of `zone`, and so is the result. Seconds to hours pass as real time, days to years by the calendar. */
function added(localMs: number, count: number, unit: Unit, zone: TimeZone): Timestamp {
  const start = zone.instantOf(localMs, 'earlier');
  const wall = start + zone.offsetAt(start) * 1000;
  const end =
    unit === 'SECOND' || unit === 'MINUTE' || unit === 'HOUR'
      ? start + count * UNIT_MS[unit]
      : zone.instantOf(addCalendar(wall, count, unit), 'later');
  return { ms: end + zone.offsetAt(end) * 1000, nanos: 0 };
}

function addCalendar(localMs: number, count: number, unit: 'DAY' | 'MONTH' | 'YEAR'): number {
  if (unit === 'DAY') return localMs + count * MS_PER_DAY;
  const days = Math.floor(localMs / MS_PER_DAY);
  return localMs + (addMonths(days, unit === 'YEAR' ? count * 12 : count) - days) * MS_PER_DAY;
}

function textToDay(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})(?: \d{2}:\d{2}:\d{2})?$/u.exec(text);
  const day = match?.[1] === undefined ? undefined : parseDate(match[1]);
  if (day === undefined)
    throw new EvaluationFailure(`${quoteValue(text)} is no date such as 2026-01-31 or 2026-01-31 23:59:59`);
  return day;
}

const dateAdd = (
  dayOf: (value: Value, zone: TimeZone) => number,
  param: 'date' | 'timestamp' | 'ltz' | 'text',
) => ({
  params: [param, 'int'] as const,
  returns: STRING,
  build: (args: readonly Typed['evaluate'][], { scope }: { readonly scope: Scope }) =>
    strictAll(args, ([value, n]) => formatDate(dayOf(value ?? null, scope.zone) + numberCell(n ?? null))),
});

export const TIME_MATH_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'TIMESTAMPDIFF',
    group: 'time',
    signatures: ['TIMESTAMPDIFF(unit, from, to)'],
    returns: 'INT',
    nulls: 'a NULL argument gives NULL',
    summary:
      'Whole units from one moment to another; MONTH and YEAR subtract the calendar fields only, so Jan 31 to Feb 1 is one month.',
    examples: [
      {
        expression:
          "TIMESTAMPDIFF(MINUTE, TO_TIMESTAMP('2024-01-01 00:00:00'), TO_TIMESTAMP('2024-01-01 01:30:59'))",
        result: '90',
      },
    ],
    compile: (call, scope) => {
      const [first] = call.node.args;
      return first?.kind === 'keyword'
        ? timestampDiff(call, first.name, call.args, scope)
        : reportCount(call, scope);
    },
  },
  {
    name: 'TIMESTAMP_DIFF',
    group: 'time',
    signatures: ["TIMESTAMP_DIFF('unit', from, to)"],
    returns: 'INT',
    nulls: 'a NULL argument gives NULL',
    summary: 'TIMESTAMPDIFF with the unit as a text.',
    examples: [
      {
        expression:
          "TIMESTAMP_DIFF('HOUR', TO_TIMESTAMP('2024-01-01 10:00:00'), TO_TIMESTAMP('2024-01-01 08:00:00'))",
        result: '-2',
      },
    ],
    compile: (call, scope) => {
      const [unit, ...moments] = call.args;
      if (unit === undefined || !isText(unit.type) || typeof unit.literal !== 'string')
        return reportCount(call, scope);
      return timestampDiff(call, textCell(unit.literal), moments, scope);
    },
  },
  {
    name: 'TIMESTAMPADD',
    group: 'time',
    signatures: ['TIMESTAMPADD(unit, n, ts)'],
    returns: 'the type of ts, with milliseconds at most',
    nulls: 'a NULL argument gives NULL',
    summary:
      'Adds n units; TIMESTAMP moves in the zone of the pipeline, summer time and all, TIMESTAMP_LTZ in UTC.',
    examples: [
      {
        expression: "TIMESTAMPADD(DAY, 1, TO_TIMESTAMP('2024-02-28 12:30:15'))",
        result: '2024-02-29T12:30:15',
      },
    ],
    compile: timestampAdd,
  },
  {
    name: 'DATE_ADD',
    group: 'time',
    signatures: [
      'DATE_ADD(date, n)',
      'DATE_ADD(timestamp, n)',
      'DATE_ADD(timestamp_ltz, n)',
      'DATE_ADD(s, n)',
    ],
    returns: 'STRING',
    nulls: 'a NULL argument gives NULL',
    summary: 'Adds days and gives the date as a text yyyy-MM-dd.',
    examples: [{ expression: "DATE_ADD('2024-02-28', 2)", result: '2024-03-01' }],
    compile: overloads([
      dateAdd((value) => numberCell(value), 'date'),
      dateAdd((value) => Math.floor(timestampCell(value).ms / MS_PER_DAY), 'timestamp'),
      dateAdd((value, zone) => {
        const { ms } = timestampCell(value);
        return Math.floor((ms + zone.offsetAt(ms) * 1000) / MS_PER_DAY);
      }, 'ltz'),
      dateAdd((value) => textToDay(textCell(value)), 'text'),
    ]),
  },
];
