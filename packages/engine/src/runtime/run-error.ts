import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunError } from '../api/index.ts';

/** A failure as it is told; what is not a TailraceError is a fault of ours and says so. */
export function toRunError(error: unknown): RunError {
  if (error instanceof TailraceError) return { code: error.code, message: error.message, data: error.data };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Tailrace failed unexpectedly: ${message}`, data: {} };
}

export const isRetryable = (error: unknown): boolean => error instanceof TailraceError && error.retryable;
