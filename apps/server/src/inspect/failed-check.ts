import { TailraceError } from '@tailrace/core/diagnostics';
import type { PreflightCheck } from '@tailrace/engine/api';

/** A server that cannot be reached is the answer to the question, not a failure of asking. */
export function failedCheck(error: unknown): PreflightCheck {
  if (!(error instanceof TailraceError)) throw error;
  return { name: 'connection', status: 'failed', message: error.message };
}
