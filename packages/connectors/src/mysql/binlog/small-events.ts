// Events of a few fields each.
import { ByteReader } from './byte-reader.ts';
import { unreadable } from './unreadable.ts';

export interface LogPosition {
  readonly file: string;
  readonly position: bigint;
}

/** ROTATE: the log goes on in another file. */
export function readRotate(body: Buffer): LogPosition {
  const reader = new ByteReader(body);
  const position = reader.u64();
  return { file: reader.rest().toString('utf8'), position };
}

export function readXid(body: Buffer): bigint {
  return new ByteReader(body).u64();
}

/** HEARTBEAT: the file; its position is in the header. */
export function readHeartbeat(body: Buffer): string {
  return body.toString('utf8');
}

/** HEARTBEAT_V2 (MySQL 8.0.26): fields of a number, a length and bytes, up to field 0; both are needed. */
export function readHeartbeatV2(body: Buffer): LogPosition {
  const reader = new ByteReader(body);
  let file: string | undefined;
  let position: bigint | undefined;
  for (let field = reader.lenenc(); field !== 0; field = reader.lenenc()) {
    const content = new ByteReader(reader.lenencBytes());
    if (field === 1) file = content.rest().toString('utf8');
    else if (field === 2) position = BigInt(content.lenenc());
  }
  if (file === undefined || position === undefined) throw unreadable('a heartbeat without file or position');
  return { file, position };
}

/** INCIDENT: something is missing from the log. */
export function readIncident(body: Buffer): { readonly incident: number; readonly message: string } {
  const reader = new ByteReader(body);
  const incident = reader.uint(2);
  return { incident, message: reader.left > 0 ? reader.text(reader.u8()) : '' };
}

/** ROWS_QUERY: the statement whose rows follow; a byte of length that is too short for most goes before it. */
export function readRowsQuery(body: Buffer): string {
  const reader = new ByteReader(body);
  reader.skip(1);
  return reader.rest().toString('utf8');
}

/** INTVAR: a number that the next statement, in statement format, uses. */
export function readIntVar(body: Buffer): {
  readonly kind: 'LAST_INSERT_ID' | 'INSERT_ID';
  readonly value: bigint;
} {
  const reader = new ByteReader(body);
  const kind = reader.u8();
  if (kind !== 1 && kind !== 2) throw unreadable(`the variable ${kind} in an INTVAR event`);
  return { kind: kind === 1 ? 'LAST_INSERT_ID' : 'INSERT_ID', value: reader.u64() };
}

/** BINLOG_CHECKPOINT of MariaDB: the oldest log that crash recovery needs. */
export function readBinlogCheckpoint(body: Buffer): string {
  const reader = new ByteReader(body);
  return reader.text(reader.uint(4));
}
