// Positions in the write-ahead log, `16/B374D848`: two halves of 64 bits in hexadecimal. As Offset in the engine, as bigint in here.
import type { Offset } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';

export function parseLsn(text: string): bigint {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/iu.exec(text);
  if (match === null) {
    throw new TailraceError(
      'invalid-offset',
      `"${text}" is no position in a PostgreSQL log (expected e.g. 0/16B3748).`,
      {
        data: { offset: text },
      },
    );
  }
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
}

export function formatLsn(lsn: bigint): Offset {
  const high = (lsn >> 32n).toString(16).toUpperCase();
  const low = (lsn & 0xffff_ffffn).toString(16).toUpperCase();
  return `${high}/${low}` as Offset;
}
