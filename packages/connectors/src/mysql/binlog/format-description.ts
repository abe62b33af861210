// The first event of every log: who wrote it and how. What it says of checksums is to be believed, not what was asked for: MariaDB sends
// them although it was asked not to.
import { ByteReader } from './byte-reader.ts';
import { EVENT } from './event-type.ts';
import { unreadable } from './unreadable.ts';

export interface LogFormat {
  readonly binlogVersion: number;
  readonly serverVersion: string;
  readonly mariadb: boolean;
  /** Seconds since 1970; 0 where the server sends the event for a start within a file. */
  readonly createTimestamp: number;
  readonly headerLength: number;
  readonly checksum: 'none' | 'crc32';
  /** Bytes of a table's number in TABLE_MAP and rows events. */
  readonly tableIdBytes: 4 | 6;
}

/** Until a log has told its own: what version 4 has had since MySQL 5.1, without checksums. */
export const UNTOLD_FORMAT: LogFormat = {
  binlogVersion: 4,
  serverVersion: '',
  mariadb: false,
  createTimestamp: 0,
  headerLength: 19,
  checksum: 'none',
  tableIdBytes: 6,
};

const CHECKSUM_BYTES = 4;

/** `body`: what follows the header, the four bytes of a checksum included, which the event has whether the log has them or not. */
export function readFormatDescription(body: Buffer): LogFormat {
  const reader = new ByteReader(body);
  const binlogVersion = reader.uint(2);
  if (binlogVersion !== 4)
    throw unreadable(`version ${binlogVersion} of the log, only 4 is known (MySQL 5.0 and later)`);
  const serverVersion = reader.bytes(50).toString('latin1').replace(/\0.*$/su, '');
  const createTimestamp = reader.uint(4);
  const headerLength = reader.u8();
  const tellsChecksum = hasChecksumField(serverVersion);
  if (reader.left < (tellsChecksum ? CHECKSUM_BYTES + 1 : 0))
    throw unreadable('a format description that ends early');
  const lengths = reader.bytes(reader.left - (tellsChecksum ? CHECKSUM_BYTES + 1 : 0));
  const algorithm = tellsChecksum ? reader.u8() : 0;
  if (algorithm > 1) throw unreadable(`checksums of kind ${algorithm}`);
  return {
    binlogVersion,
    serverVersion,
    mariadb: /mariadb/iu.test(serverVersion),
    createTimestamp,
    headerLength,
    checksum: algorithm === 1 ? 'crc32' : 'none',
    tableIdBytes: lengths[EVENT.TABLE_MAP - 1] === 6 ? 4 : 6,
  };
}

/** Since MySQL 5.6.1 and MariaDB 5.3. */
function hasChecksumField(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[^0-9]/u).map(Number);
  const number = major * 10_000 + minor * 100 + patch;
  return number >= (/mariadb/iu.test(version) ? 50_300 : 50_601);
}
