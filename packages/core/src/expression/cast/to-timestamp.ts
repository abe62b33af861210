// CAST to TIMESTAMP: ISO 8601 with a T, or a bare date. A text with a zone is an instant and becomes the wall clock of the session zone,
// as do TIMESTAMP_LTZ and TIMESTAMP_TZ (reference: Flink CDC transform, CAST matrix).
import {
  findTimeZone,
  MS_PER_DAY,
  parseInstant,
  parseTimestamp,
  type TimeZone,
  type Timestamp,
} from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { numberCell, textCell, timestampCell } from '../compile/cells.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import { isText } from '../compile/data-types.ts';
import type { Convert } from './to-number.ts';

/** The wall clock that an instant has in a zone. */
export function wallClock(instant: Timestamp, zone: TimeZone): Timestamp {
  return { ms: instant.ms + zone.offsetAt(instant.ms) * 1000, nanos: instant.nanos };
}

export function toTimestamp(from: DataType, zone: TimeZone): Convert | undefined {
  if (from.kind === 'TIMESTAMP') return (value) => value;
  if (from.kind === 'TIMESTAMP_LTZ' || from.kind === 'TIMESTAMP_TZ') {
    return (value) => wallClock(timestampCell(value), zone);
  }
  if (from.kind === 'DATE') return (value) => ({ ms: numberCell(value) * MS_PER_DAY, nanos: 0 });
  if (!isText(from)) return undefined;
  return (value) => {
    const text = textCell(value);
    const found = parseMoment(text, zone);
    if (found !== undefined) return found;
    throw new EvaluationFailure(
      `${quoteValue(text)} is no timestamp; write it as 2026-01-31T23:59:59 or 2026-01-31, or use TO_TIMESTAMP`,
    );
  };
}

const ISO =
  /^(?:\d{4}|[+-]\d{5,9}|-\d{4})-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}(?::\d{2}(?::\d{2})?)?)?(?:\[([^\]]+)\])?)?$/u;

function parseMoment(text: string, zone: TimeZone): Timestamp | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, offset, region] = match;
  const plain = region === undefined ? text : text.slice(0, -region.length - 2);
  if (region !== undefined)
    return regional(offset === undefined ? plain : plain.slice(0, -offset.length), region);
  if (offset !== undefined) {
    const instant = parseInstant(plain);
    return instant === undefined ? undefined : wallClock(instant, zone);
  }
  return parseTimestamp(plain);
}

/** A text with a region is the wall clock there, its offset is not looked at, and the result is that of UTC. */
function regional(text: string, region: string): Timestamp | undefined {
  const local = parseTimestamp(text);
  if (local === undefined) return undefined;
  const written = findTimeZone(region);
  if (written === undefined) return undefined;
  return { ms: written.instantOf(local.ms, 'earlier'), nanos: local.nanos };
}
