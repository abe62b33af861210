// A step of the setup that is done again only when what it is made from has changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const stamps = path.join('node_modules', '.cache', 'tailrace');

/**
 * @param {string} title what is said while it is done
 * @param {{name: string, stamp: string, isThere: () => boolean, run: () => {status: number | null}}} options
 */
export function step(title, { name, stamp, isThere, run }) {
  const file = path.join(stamps, name);
  if (isThere() && existsSync(file) && readFileSync(file, 'utf8') === stamp) return;
  const began = Date.now();
  console.log(`· ${title} …`);
  const result = run();
  if (result.status !== 0) {
    console.error(
      `· ${title} failed (exit ${result.status}). The lines above say why; run the same command again after mending it.`,
    );
    process.exit(result.status ?? 1);
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(file, stamp);
  console.log(`· ${title}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
