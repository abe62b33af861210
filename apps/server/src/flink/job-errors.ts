// What went wrong on a cluster as the error of a run: a sentence to read, and Flink's own words behind it for who wants them.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunError } from '@tailrace/engine/api';
import { withoutSecrets, type FlinkFailure } from '@tailrace/flink';
import type { References } from '../runs/supervised-run.ts';

/** Of Flink's traces, which repeat themselves; the beginning and the end say what there is to know. */
const MOST_RAW = 20_000;

export const fromFailure = ({ code, summary, data, raw }: FlinkFailure): RunError => ({
  code,
  message: summary,
  data: { ...data, raw: shorten(raw) },
});

export function toRunError(error: unknown): RunError {
  if (!(error instanceof TailraceError))
    return { code: 'internal', message: error instanceof Error ? error.message : String(error), data: {} };
  const raw = error.cause instanceof Error ? error.cause.message : '';
  return {
    code: error.code,
    message: error.message,
    data: { ...error.data, ...(raw === '' ? {} : { raw: shorten(raw) }) },
  };
}

/** The error without the values of secrets: connectors quote options, and YAML parsers the lines around a fault. */
export function hideSecrets(error: RunError, secrets: readonly string[]): RunError {
  return {
    code: error.code,
    message: withoutSecrets(error.message, secrets),
    data: Object.fromEntries(
      Object.entries(error.data).map(([key, value]) => [
        key,
        typeof value === 'string' ? withoutSecrets(value, secrets) : value,
      ]),
    ),
  };
}

/** None where a secret was removed since the launch: then its value is not known here, and cannot be hidden or told. */
export function secretValues(references: () => References): readonly string[] {
  try {
    return Object.values(references().secrets).filter((value) => value !== '');
  } catch {
    return [];
  }
}

function shorten(text: string): string {
  if (text.length <= MOST_RAW) return text;
  const half = MOST_RAW / 2;
  return `${text.slice(0, half)}\n… ${text.length - MOST_RAW} characters left out …\n${text.slice(-half)}`;
}
