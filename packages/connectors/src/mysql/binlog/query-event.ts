// QUERY: DDL, BEGIN, COMMIT, XA and, in statement format, changes of rows as SQL; with the session it ran in as far as it bears on its text.
import { ByteReader } from './byte-reader.ts';
import { EVENT } from './event-type.ts';
import { inflateMariadb } from './mariadb-compression.ts';
import type { RawEvent } from './read-event.ts';

export interface QueryEvent {
  readonly threadId: number;
  readonly executionTime: number;
  readonly errorCode: number;
  /** The session's database: what unqualified names belong to. */
  readonly schema: string;
  /** In the client's character set. */
  readonly query: Buffer;
  readonly sqlMode: bigint | undefined;
  /** Collation of the client's text. */
  readonly clientCollation: number | undefined;
}

export function readQueryEvent(event: RawEvent): QueryEvent {
  const reader = new ByteReader(event.buffer, event.start, event.end);
  const [threadId, executionTime] = [reader.uint(4), reader.uint(4)];
  const schemaLength = reader.u8();
  const errorCode = reader.uint(2);
  const variables = readVariables(reader.bytes(reader.uint(2)));
  const schema = reader.text(schemaLength);
  reader.skip(1);
  const rest = reader.rest();
  const query = event.header.type === EVENT.MARIADB_QUERY_COMPRESSED ? inflateMariadb(rest) : rest;
  return { threadId, executionTime, errorCode, schema, query, ...variables };
}

type Variables = Pick<QueryEvent, 'sqlMode' | 'clientCollation'>;

/** Bytes of the status variables of fixed size, by code. */
const FIXED = new Map<number, number>([
  [0, 4],
  [3, 4],
  [7, 2],
  [8, 2],
  [9, 8],
  [10, 4],
  [13, 3],
  [16, 1],
  [17, 8],
  [18, 2],
  [19, 1],
  [20, 1],
  [128, 3],
  [129, 8],
]);

/** Codes of both servers; reading ends at one that is not known, since nothing tells its length. */
function readVariables(bytes: Buffer): Variables {
  const reader = new ByteReader(bytes);
  let sqlMode: bigint | undefined;
  let clientCollation: number | undefined;
  while (reader.left > 0) {
    const code = reader.u8();
    if (code === 1) sqlMode = reader.u64();
    else if (code === 4) {
      clientCollation = reader.uint(2);
      reader.skip(4);
    } else if (!skipVariable(code, reader)) break;
  }
  return { sqlMode, clientCollation };
}

function skipVariable(code: number, reader: ByteReader): boolean {
  const size = FIXED.get(code);
  if (size !== undefined) reader.skip(size);
  else if (code === 2) reader.skip(reader.u8() + 1);
  else if (code === 5 || code === 6) reader.skip(reader.u8());
  else if (code === 11) {
    reader.skip(reader.u8());
    reader.skip(reader.u8());
  } else if (code === 12) skipDatabases(reader);
  else return false;
  return true;
}

/** Names, each ended by a zero byte; 254: more than are listed. */
function skipDatabases(reader: ByteReader): void {
  const count = reader.u8();
  for (let i = 0; count !== 254 && i < count; i++) while (reader.u8() !== 0);
}
