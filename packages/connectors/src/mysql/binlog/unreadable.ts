import { TailraceError } from '@tailrace/core/diagnostics';

/** Code `binlog-unreadable`: bytes of the log that do not follow its format. Never passed over: what they meant would be lost. */
export function unreadable(message: string): TailraceError {
  return new TailraceError('binlog-unreadable', `The binary log cannot be read: ${message}.`);
}
