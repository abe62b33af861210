// For tests: the real program of a run's process, bundled as the build does.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Writes it into the folder and gives its path. */
export async function buildWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, 'run-worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../../packages/cli/src/run-worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['pg-native'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return outfile;
}
