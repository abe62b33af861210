// One field of a moment: EXTRACT and its shorthands. TIMESTAMP_LTZ is read in the zone of the pipeline.
import {
  civilFromDays,
  dayOfYear,
  isoDayOfWeek,
  isoWeek,
  MS_PER_DAY,
  type TimeZone,
  type Value,
} from '../../value/index.ts';
import { strict1 } from '../compile/build.ts';
import { numberCell, timestampCell, zonedCell } from '../compile/cells.ts';
import { BIGINT, typeName, withNullable } from '../compile/data-types.ts';
import { EvaluationFailure } from '../compile/failure.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import type { DataType } from '../../types/index.ts';
import { reportCount, type FunctionCall, type FunctionDef } from './function-def.ts';

const DATE_PARTS: Readonly<Record<string, (days: number) => number>> = {
  YEAR: (days) => civilFromDays(days).year,
  QUARTER: (days) => Math.floor((civilFromDays(days).month - 1) / 3) + 1,
  MONTH: (days) => civilFromDays(days).month,
  WEEK: (days) => isoWeek(days).week,
  DAY: (days) => civilFromDays(days).day,
  DOY: dayOfYear,
  DOW: (days) => (isoDayOfWeek(days) % 7) + 1,
};

const TIME_PARTS: Readonly<Record<string, (ms: number) => number>> = {
  HOUR: (ms) => Math.floor(ms / 3_600_000),
  MINUTE: (ms) => Math.floor(ms / 60_000) % 60,
  SECOND: (ms) => Math.floor(ms / 1000) % 60,
};

/** The wall clock in ms, days and time of day together; undefined for types without one. */
function wallClockOf(type: DataType, zone: TimeZone): ((value: Value) => number) | undefined {
  switch (type.kind) {
    case 'DATE':
      return (value) => numberCell(value) * MS_PER_DAY;
    case 'TIME':
      return (value) => Math.floor(numberCell(value) / 1e6);
    case 'TIMESTAMP':
      return (value) => timestampCell(value).ms;
    case 'TIMESTAMP_LTZ':
      return (value) => {
        const { ms } = timestampCell(value);
        return ms + zone.offsetAt(ms) * 1000;
      };
    case 'TIMESTAMP_TZ':
      return (value) => {
        const { ms, offsetSeconds } = zonedCell(value);
        return ms + offsetSeconds * 1000;
      };
    default:
      return undefined;
  }
}

function partOf(call: FunctionCall, unit: string, part: Typed | undefined, scope: Scope): Typed | undefined {
  const { node } = call;
  const ofDate = DATE_PARTS[unit];
  const ofTime = TIME_PARTS[unit];
  if (part === undefined || (ofDate === undefined && ofTime === undefined)) return reportCount(call, scope);
  const wall = part.untypedNull === true ? () => 0 : wallClockOf(part.type, scope.zone);
  if (wall === undefined) {
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} does not take ${typeName(part.type)}.`,
    );
  }
  const isTime = part.type.kind === 'TIME';
  const apply = (value: Value): bigint => {
    const ms = wall(value);
    const days = Math.floor(ms / MS_PER_DAY);
    if (ofTime !== undefined) return BigInt(ofTime(ms - days * MS_PER_DAY));
    if (isTime || ofDate === undefined) throw new EvaluationFailure(`a TIME has no ${unit}`);
    return BigInt(ofDate(days));
  };
  return {
    type: withNullable(BIGINT, part.type.nullable),
    constant: part.constant,
    evaluate: strict1(part.evaluate, apply),
  };
}

function shorthand(name: string, unit: string, example: string): FunctionDef {
  return {
    name,
    group: 'time',
    signatures: [`${name}(temporal)`],
    returns: 'BIGINT',
    nulls: 'NULL gives NULL',
    summary: `The same as EXTRACT(${unit} FROM temporal).`,
    examples: [{ expression: `${name}(TO_TIMESTAMP('2024-03-05 06:07:08'))`, result: example }],
    since: 'after 3.6.0',
    compile: (call, scope) =>
      call.args.length === 1 ? partOf(call, unit, call.args[0], scope) : reportCount(call, scope),
  };
}

export const TIME_PART_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'EXTRACT',
    group: 'time',
    signatures: ['EXTRACT(unit FROM temporal)'],
    returns: 'BIGINT',
    nulls: 'NULL gives NULL',
    summary:
      'One field: YEAR, QUARTER, MONTH, WEEK (ISO), DAY, DOY, DOW (Sunday is 1), HOUR, MINUTE or SECOND without a fraction.',
    examples: [{ expression: "EXTRACT(DAY FROM TO_DATE('2024-03-05'))", result: '5' }],
    since: 'after 3.6.0',
    compile: (call, scope) => {
      const [unit] = call.node.args;
      if (unit?.kind !== 'keyword' || call.node.form !== 'keywords') return reportCount(call, scope);
      return partOf(call, unit.name, call.args[0], scope);
    },
  },
  shorthand('YEAR', 'YEAR', '2024'),
  shorthand('QUARTER', 'QUARTER', '1'),
  shorthand('MONTH', 'MONTH', '3'),
  shorthand('WEEK', 'WEEK', '10'),
  shorthand('DAYOFYEAR', 'DOY', '65'),
  shorthand('DAYOFMONTH', 'DAY', '5'),
  shorthand('DAYOFWEEK', 'DOW', '3'),
  shorthand('HOUR', 'HOUR', '6'),
  shorthand('MINUTE', 'MINUTE', '7'),
  shorthand('SECOND', 'SECOND', '8'),
];
