// Sets of MySQL's GTIDs: which transactions of which server (and tag, since 8.3) have been executed. Text "uuid:1-5:8:tag:1,uuid:…"; in
// memory sorted intervals that neither touch nor overlap, so that equal sets look alike.
import { ByteReader } from '../binlog/byte-reader.ts';
import { readVarUint } from '../binlog/serialization.ts';
import { unreadable } from '../binlog/unreadable.ts';

/** Half open: from `start` to before `end`. */
interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

/** By "uuid" or "uuid:tag". */
export type GtidSet = ReadonlyMap<string, readonly Interval[]>;

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu;
const TAG = /^[a-z_][a-z0-9_]{0,31}$/iu;
const INTERVAL = /^(\d{1,19})(?:-(\d{1,19}))?$/u;

/** Undefined where the text is no GTID set. */
export function parseGtidSet(text: string): GtidSet | undefined {
  const sets = new Map<string, Interval[]>();
  const parts = text.trim() === '' ? [] : text.split(',');
  for (const part of parts) if (!parseSource(part, sets)) return undefined;
  return normalized(sets);
}

function parseSource(text: string, sets: Map<string, Interval[]>): boolean {
  const [uuid = '', ...pieces] = text.split(':').map((piece) => piece.trim());
  if (!UUID.test(uuid) || pieces.length === 0) return false;
  let key = canonicalUuid(uuid);
  let expectsInterval = false;
  for (const piece of pieces) {
    const interval = INTERVAL.exec(piece);
    if (interval !== null) {
      const start = BigInt(interval[1] ?? 0);
      const end = BigInt(interval[2] ?? interval[1] ?? 0) + 1n;
      if (start < 1n || end <= start) return false;
      sets.set(key, [...(sets.get(key) ?? []), { start, end }]);
      expectsInterval = false;
    } else {
      if (expectsInterval || !TAG.test(piece)) return false;
      key = `${canonicalUuid(uuid)}:${piece.toLowerCase()}`;
      expectsInterval = true;
    }
  }
  return !expectsInterval;
}

function canonicalUuid(text: string): string {
  return formatUuid(Buffer.from(text.replaceAll('-', ''), 'hex'));
}

export function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function normalized(sets: ReadonlyMap<string, readonly Interval[]>): GtidSet {
  const sorted = [...sets].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([key, intervals]) => [key, merged(intervals)]));
}

function merged(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    const last = result.at(-1);
    if (last === undefined || next.start > last.end) result.push(next);
    else if (next.end > last.end) result[result.length - 1] = { start: last.start, end: next.end };
  }
  return result;
}

export function formatGtidSet(set: GtidSet): string {
  const sources: { uuid: string; text: string }[] = [];
  for (const [key, intervals] of set) {
    const [uuid = '', tag] = key.split(':');
    const numbers = intervals
      .map(({ start, end }) => (end === start + 1n ? `${start}` : `${start}-${end - 1n}`))
      .join(':');
    const last = sources.at(-1);
    if (tag !== undefined && last?.uuid === uuid) last.text += `:${tag}:${numbers}`;
    else sources.push({ uuid, text: tag === undefined ? numbers : `${tag}:${numbers}` });
  }
  return sources.map(({ uuid, text }) => `${uuid}:${text}`).join(',');
}

export function uniteGtidSets(a: GtidSet, b: GtidSet): GtidSet {
  const sets = new Map(a);
  for (const [key, intervals] of b) sets.set(key, [...(sets.get(key) ?? []), ...intervals]);
  return normalized(sets);
}

export function isGtidSubset(inner: GtidSet, outer: GtidSet): boolean {
  return [...inner].every(([key, intervals]) => {
    const others = outer.get(key) ?? [];
    return intervals.every(({ start, end }) =>
      others.some((other) => other.start <= start && end <= other.end),
    );
  });
}

/** The binary form of PREVIOUS_GTIDS and COM_BINLOG_DUMP_GTID; sets with tags have a mark in the first and the eighth byte. */
export function readGtidSet(bytes: Buffer): GtidSet {
  const reader = new ByteReader(bytes);
  const first = reader.u64();
  const tagged = first >> 56n === 1n;
  const count = tagged ? (first >> 8n) & 0xffffffffffffn : first;
  const sets = new Map<string, Interval[]>();
  for (let i = 0n; i < count; i++) {
    const uuid = formatUuid(reader.bytes(16));
    const tag = tagged ? reader.text(Number(readVarUint(reader))) : '';
    const key = tag === '' ? uuid : `${uuid}:${tag}`;
    const intervals = sets.get(key) ?? [];
    sets.set(key, intervals);
    readIntervals(reader, intervals);
  }
  if (reader.left > 0) throw unreadable(`${reader.left} bytes are left over in a GTID set`);
  return normalized(sets);
}

function readIntervals(reader: ByteReader, intervals: Interval[]): void {
  const count = reader.u64();
  if (count < 1n) throw unreadable('a GTID set with a source of no transactions');
  for (let left = count; left > 0n; left--) intervals.push(readInterval(reader));
}

function readInterval(reader: ByteReader): Interval {
  const [start, end] = [reader.i64(), reader.i64()];
  if (start < 1n || end <= start) throw unreadable(`the GTID interval from ${start} to ${end}`);
  return { start, end };
}

export function writeGtidSet(set: GtidSet): Buffer {
  const tagged = [...set.keys()].some((key) => key.includes(':'));
  const parts: Buffer[] = [];
  const u64 = (value: bigint): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    parts.push(bytes);
  };
  u64(tagged ? (1n << 56n) | (BigInt(set.size) << 8n) | 1n : BigInt(set.size));
  for (const [key, intervals] of set) {
    const [uuid = '', tag = ''] = key.split(':');
    parts.push(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
    // The length of a tag, 0 to 32, is an integer of one byte in the format of the tagged GTID event.
    if (tagged) parts.push(Buffer.from([tag.length << 1]), Buffer.from(tag));
    u64(BigInt(intervals.length));
    for (const { start, end } of intervals) {
      u64(start);
      u64(end);
    }
  }
  return Buffer.concat(parts);
}
