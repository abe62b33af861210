// The clock. Every function of one event gives the same instant, which comes with the event.
import { MS_PER_DAY } from '../../value/index.ts';
import { DATE, timestampType, timeType, withNullable } from '../compile/data-types.ts';
import type { EventContext } from '../compile/environment.ts';
import type { Typed } from '../compile/typed.ts';
import type { DataType } from '../../types/index.ts';
import type { TimeZone, Value } from '../../value/index.ts';
import { reportCount, type FunctionDef } from './function-def.ts';

type Read = (context: EventContext, zone: TimeZone) => Value;

function clock(type: DataType, form: 'bare' | 'commas', read: Read): FunctionDef['compile'] {
  return (call, scope): Typed | undefined => {
    if (call.args.length > 0 || call.node.form !== form) return reportCount(call, scope);
    const { zone } = scope;
    return {
      type: withNullable(type, false),
      constant: false,
      evaluate: (_row, context) => read(context, zone),
    };
  };
}

const localMs = ({ nowMs }: EventContext, zone: TimeZone): number => nowMs + zone.offsetAt(nowMs) * 1000;
const now: Read = ({ nowMs }) => ({ ms: nowMs, nanos: 0 });
const timeOfDay: Read = (context, zone) => {
  const local = localMs(context, zone);
  return (local - Math.floor(local / MS_PER_DAY) * MS_PER_DAY) * 1e6;
};

const NEVER_NULL = 'never NULL';

export const CLOCK_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'LOCALTIME',
    group: 'time',
    signatures: ['LOCALTIME'],
    returns: 'TIME(0)',
    nulls: NEVER_NULL,
    summary: 'The time of day in the zone of the pipeline.',
    examples: [{ expression: 'LOCALTIME', result: '06:07:08.123' }],
    compile: clock(timeType(0), 'bare', timeOfDay),
  },
  {
    name: 'CURRENT_TIME',
    group: 'time',
    signatures: ['CURRENT_TIME'],
    returns: 'TIME(0)',
    nulls: NEVER_NULL,
    summary: 'The same as LOCALTIME.',
    examples: [{ expression: 'CURRENT_TIME = LOCALTIME', result: 'true' }],
    compile: clock(timeType(0), 'bare', timeOfDay),
  },
  {
    name: 'LOCALTIMESTAMP',
    group: 'time',
    signatures: ['LOCALTIMESTAMP'],
    returns: 'TIMESTAMP(3)',
    nulls: NEVER_NULL,
    summary: 'The wall clock in the zone of the pipeline.',
    examples: [{ expression: 'LOCALTIMESTAMP', result: '2024-03-05T06:07:08.123' }],
    compile: clock(timestampType('TIMESTAMP', 3), 'bare', (context, zone) => ({
      ms: localMs(context, zone),
      nanos: 0,
    })),
  },
  {
    name: 'CURRENT_DATE',
    group: 'time',
    signatures: ['CURRENT_DATE'],
    returns: 'DATE',
    nulls: NEVER_NULL,
    summary: 'Today in the zone of the pipeline.',
    examples: [{ expression: 'CURRENT_DATE', result: '2024-03-05' }],
    compile: clock(DATE, 'bare', (context, zone) => Math.floor(localMs(context, zone) / MS_PER_DAY)),
  },
  {
    name: 'CURRENT_TIMESTAMP',
    group: 'time',
    signatures: ['CURRENT_TIMESTAMP'],
    returns: 'TIMESTAMP_LTZ(3)',
    nulls: NEVER_NULL,
    summary: 'The instant at which the event is processed.',
    examples: [{ expression: 'CURRENT_TIMESTAMP = NOW()', result: 'true' }],
    compile: clock(timestampType('TIMESTAMP_LTZ', 3), 'bare', now),
  },
  {
    name: 'NOW',
    group: 'time',
    signatures: ['NOW()'],
    returns: 'TIMESTAMP_LTZ(3)',
    nulls: NEVER_NULL,
    summary: 'The same as CURRENT_TIMESTAMP, written with parentheses.',
    examples: [{ expression: 'NOW()', result: '2024-03-05T06:07:08.123' }],
    compile: clock(timestampType('TIMESTAMP_LTZ', 3), 'commas', now),
  },
];
