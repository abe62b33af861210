// A fingerprint of files, to tell whether a step has to be done again.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const LEFT_OUT =
  /^(node_modules|dist|\.git|\.pnpm-bin|\.tailrace|test-results|playwright-report|shots|bench-results)$/;

/** All files below a folder that are sources. */
export function sourceFiles(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...sourceFiles(full));
    else if (entry.isFile()) found.push(full);
  }
  return found;
}

/** One hash over names and contents. */
export function stampOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...files].sort()) {
    if (existsSync(file)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}
