// The events that begin a transaction and name it: MySQL's GTID (plain, anonymous, tagged) and MariaDB's.
import { formatUuid } from '../gtid/gtid-set.ts';
import type { MariadbGtid } from '../gtid/mariadb-position.ts';
import { ByteReader } from './byte-reader.ts';
import { readFixedBytes, readVarInt, readVarUint } from './serialization.ts';
import { unreadable } from './unreadable.ts';

export interface GtidEvent {
  readonly flags: number;
  /** "uuid" or "uuid:tag". */
  readonly source: string;
  /** 0 of an anonymous transaction. */
  readonly number: bigint;
  readonly lastCommitted: bigint | undefined;
  readonly sequenceNumber: bigint | undefined;
  /** Microseconds since 1970; since MySQL 8.0.1. Original: where it was committed first. */
  readonly immediateCommitTimestamp: bigint | undefined;
  readonly originalCommitTimestamp: bigint | undefined;
  /** Bytes of the whole transaction, this event included. */
  readonly transactionLength: bigint | undefined;
  readonly immediateServerVersion: number | undefined;
  readonly originalServerVersion: number | undefined;
}

const LOGICAL_TIMESTAMPS = 2;
const HAS_ORIGINAL = 1n << 55n;

/** GTID (33) and ANONYMOUS_GTID (34): what older servers do not write is missing at the end. */
export function readGtidEvent(body: Buffer): GtidEvent {
  const reader = new ByteReader(body);
  const flags = reader.u8();
  const source = formatUuid(reader.bytes(16));
  const number = reader.i64();
  const logical = reader.left >= 17 && reader.u8() === LOGICAL_TIMESTAMPS;
  const lastCommitted = logical ? reader.i64() : undefined;
  const sequenceNumber = logical ? reader.i64() : undefined;
  const times = logical && reader.left >= 7 ? readTimes(reader) : [undefined, undefined];
  const transactionLength = times[0] !== undefined && reader.left > 0 ? readLength(reader) : undefined;
  const versions =
    transactionLength !== undefined && reader.left >= 4 ? readVersions(reader) : [undefined, undefined];
  return {
    flags,
    source,
    number,
    lastCommitted,
    sequenceNumber,
    immediateCommitTimestamp: times[0],
    originalCommitTimestamp: times[1],
    transactionLength,
    immediateServerVersion: versions[0],
    originalServerVersion: versions[1],
  };
}

const readLength = (reader: ByteReader): bigint => BigInt(reader.lenenc());

/** 55 bits of time; the 56th says that the original one follows, else it is the same. */
function readTimes(reader: ByteReader): readonly [bigint, bigint] {
  const read = (): bigint => BigInt(reader.uint(4)) | (BigInt(reader.uint(3)) << 32n);
  const immediate = read();
  if ((immediate & HAS_ORIGINAL) === 0n) return [immediate, immediate];
  return [immediate & ~HAS_ORIGINAL, read()];
}

/** 31 bits of version; the 32nd says that the original one follows. */
function readVersions(reader: ByteReader): readonly [number, number] {
  const immediate = reader.uint(4);
  if (immediate < 0x80000000) return [immediate, immediate];
  return [immediate - 0x80000000, reader.uint(4)];
}

/** GTID_TAGGED (42): version and size of the message, then fields by number, of which those with their default value are left out. */
export function readTaggedGtidEvent(body: Buffer): GtidEvent {
  const reader = new ByteReader(body);
  const version = readVarUint(reader);
  if (version !== 1n) throw unreadable(`version ${version} of the tagged GTID event`);
  const size = readVarUint(reader);
  if (size > BigInt(body.length)) throw unreadable('a tagged GTID event that ends early');
  readVarUint(reader);
  const fields: TaggedFields = { numbers: new Map(), tag: '' };
  while (reader.at < Number(size)) readTaggedField(reader, fields);
  const uuid = fields.uuid;
  if (uuid === undefined) throw unreadable('a tagged GTID event without its source');
  const { numbers } = fields;
  const immediateCommitTimestamp = numbers.get(6);
  const version9 = numbers.get(9);
  return {
    flags: Number(numbers.get(0) ?? 0n),
    source: fields.tag === '' ? uuid : `${uuid}:${fields.tag}`,
    number: numbers.get(2) ?? 0n,
    lastCommitted: numbers.get(4) ?? 0n,
    sequenceNumber: numbers.get(5) ?? 0n,
    immediateCommitTimestamp,
    originalCommitTimestamp: numbers.get(7) ?? immediateCommitTimestamp,
    transactionLength: numbers.get(8),
    immediateServerVersion: version9 === undefined ? undefined : Number(version9),
    originalServerVersion: Number(numbers.get(10) ?? version9 ?? 0n),
  };
}

interface TaggedFields {
  readonly numbers: Map<number, bigint>;
  uuid?: string;
  tag: string;
}

/** Numbers that may be below zero: number of the transaction, last committed, sequence number. */
const SIGNED = new Set([2, 4, 5]);

function readTaggedField(reader: ByteReader, fields: TaggedFields): void {
  const id = Number(readVarUint(reader));
  if (id === 1) fields.uuid = formatUuid(readFixedBytes(reader, 16));
  else if (id === 3) fields.tag = reader.text(Number(readVarUint(reader)));
  else if (id <= 11) fields.numbers.set(id, SIGNED.has(id) ? readVarInt(reader) : readVarUint(reader));
  else throw unreadable(`field ${id} of a tagged GTID event`);
}

export interface XaId {
  readonly formatId: number;
  readonly gtrid: Buffer;
  readonly bqual: Buffer;
}

export interface MariadbGtidEvent {
  readonly gtid: MariadbGtid;
  readonly flags: number;
  readonly commitId: bigint | undefined;
  /** Of a transaction that is prepared or completed by XA. */
  readonly xa: XaId | undefined;
}

export const MARIADB_GTID_FLAG = {
  /** No BEGIN and no end: one query event is the whole transaction. */
  STANDALONE: 1,
  GROUP_COMMIT: 2,
  TRANSACTIONAL: 4,
  DDL: 32,
  PREPARED_XA: 64,
  COMPLETED_XA: 128,
} as const;

export function readMariadbGtidEvent(body: Buffer, serverId: number): MariadbGtidEvent {
  const reader = new ByteReader(body);
  const sequence = reader.u64();
  const domain = reader.uint(4);
  const flags = reader.u8();
  const commitId = (flags & MARIADB_GTID_FLAG.GROUP_COMMIT) === 0 ? undefined : reader.u64();
  const withXa = (flags & (MARIADB_GTID_FLAG.PREPARED_XA | MARIADB_GTID_FLAG.COMPLETED_XA)) !== 0;
  return {
    gtid: { domain, server: serverId, sequence },
    flags,
    commitId,
    xa: withXa && reader.left >= 6 ? readMariadbXa(reader) : undefined,
  };
}

/** Behind the header, whose six spare bytes are there or not: an id has at least one byte, which tells. */
function readMariadbXa(reader: ByteReader): XaId {
  if (reader.left > 12 && reader.buffer[reader.at + 4] === 0) reader.skip(6);
  const formatId = reader.uint(4) | 0;
  const [gtrid, bqual] = [reader.u8(), reader.u8()];
  return { formatId, gtrid: Buffer.from(reader.bytes(gtrid)), bqual: Buffer.from(reader.bytes(bqual)) };
}

/** MARIADB_GTID_LIST: the position at the beginning of the log. */
export function readMariadbGtidList(body: Buffer): {
  readonly flags: number;
  readonly gtids: readonly MariadbGtid[];
} {
  const reader = new ByteReader(body);
  const first = reader.uint(4);
  const gtids = Array.from({ length: first & 0x0fffffff }, () => {
    const [domain, server] = [reader.uint(4), reader.uint(4)];
    return { domain, server, sequence: reader.u64() };
  });
  return { flags: first >>> 28, gtids };
}

/** XA_PREPARE of MySQL. */
export function readXaPrepare(body: Buffer): { readonly onePhase: boolean; readonly xa: XaId } {
  const reader = new ByteReader(body);
  const onePhase = reader.u8() !== 0;
  const formatId = reader.uint(4) | 0;
  const [gtrid, bqual] = [reader.uint(4), reader.uint(4)];
  return {
    onePhase,
    xa: { formatId, gtrid: Buffer.from(reader.bytes(gtrid)), bqual: Buffer.from(reader.bytes(bqual)) },
  };
}
