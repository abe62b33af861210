// What the server answers when it cannot give the log from where it was asked.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { LogPosition } from './position.ts';

const MASTER_FATAL_ERROR_READING_BINLOG = 1236;

export function dumpError(error: unknown, { file, pos, gtids }: LogPosition): TailraceError {
  const failure =
    error instanceof TailraceError
      ? error
      : new TailraceError('mysql-error', String(error), { cause: error });
  if (failure.data['errno'] !== MASTER_FATAL_ERROR_READING_BINLOG) return failure;
  const { message } = failure;
  const data = { file, position: pos, errno: MASTER_FATAL_ERROR_READING_BINLOG };
  if (/same server[-_ ]?(?:uuid|id)|server_id/iu.test(message) && /slave|replica/iu.test(message)) {
    return new TailraceError(
      'mysql-server-id-taken',
      `${message} Another replica reads with the same server-id. Give this pipeline a server-id of its own.`,
      { cause: failure, data, retryable: true },
    );
  }
  if (/purged|could not find first log|could not find GTID state|not in the|does not have/iu.test(message)) {
    return new TailraceError(
      'mysql-history-lost',
      `The server no longer has its binary log from ${file}:${pos}${gtids === '' ? '' : ` (GTIDs ${gtids})`} on: ${message} The changes since then are lost to this run. Start the pipeline anew from a snapshot, and let the server keep its logs longer (binlog_expire_logs_seconds).`,
      { cause: failure, data },
    );
  }
  return new TailraceError(
    'mysql-log-refused',
    `The server does not give its binary log from ${file}:${pos} on: ${message}`,
    {
      cause: failure,
      data,
    },
  );
}
