// Files of the product beside the code, both in a checkout and in the built command.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TailraceError } from '@tailrace/core/diagnostics';

/** The built designer, whether or not it is there yet. */
export function findWebDist(): string {
  // Built: packages/cli/dist/*.mjs. Source: apps/server/src/*.ts.
  return (
    firstThere(['../../../apps/web/dist', '../../web/dist']) ??
    fileURLToPath(new URL('../../web/dist', import.meta.url))
  );
}

/** The program of a run's process. Throws `not-built`. */
export function findWorkerProgram(): string {
  const found = firstThere(['./run-worker.mjs', '../../../packages/cli/dist/run-worker.mjs']);
  if (found !== undefined) return found;
  throw new TailraceError('not-built', 'The program of a run is not built. Run: npm run setup');
}

function firstThere(candidates: readonly string[]): string | undefined {
  return candidates
    .map((candidate) => fileURLToPath(new URL(candidate, import.meta.url)))
    .find((file) => existsSync(file));
}
