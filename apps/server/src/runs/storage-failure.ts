// What the server cannot store now and may be able to store later.
import { TailraceError } from '@tailrace/core/diagnostics';

export const STORE_AGAIN_MS = 2_000;

export const isStorageFailure = (error: unknown): error is TailraceError =>
  error instanceof TailraceError && (error.code === 'disk-full' || error.code === 'database-failed');
