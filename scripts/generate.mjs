// Makes docs/generated anew from the code: packages/cli/src/generate/main.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, root } from './lib/bundle.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-generate-'));
try {
  const outfile = path.join(folder, 'generate.mjs');
  await bundle('packages/cli/src/generate/main.ts', outfile);
  process.exitCode = spawnSync(process.execPath, [outfile, root], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
