// Runs programs of bench/, which import the packages' sources.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundle, root } from './bundle.mjs';

/** Bundles `entry` (from the root) and runs it there with the arguments of this process; ends this process as it ended. */
export async function runBundled(entry) {
  const outfile = path.join(root, 'bench', 'dist', entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs'));
  await bundle(entry, outfile);
  const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
