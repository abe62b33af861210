// The browser of the journeys: Debian's Chromium, installed when it is missing and we may.
import { existsSync } from 'node:fs';
import { installDebianPackages } from './debian.mjs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function find() {
  return [process.env.CHROMIUM, ...CANDIDATES].find((file) => file !== undefined && existsSync(file));
}

/** Path of a Chromium, or undefined after saying what to run. */
export function ensureChromium() {
  const found = find();
  if (found !== undefined) return found;
  if (installDebianPackages('Chromium', ['chromium'])) {
    const installed = find();
    if (installed !== undefined) return installed;
  }
  console.error(
    'No Chromium was found for the browser journeys. On Debian or Ubuntu run: sudo apt-get install -y chromium. Elsewhere set CHROMIUM to its path.',
  );
  return undefined;
}
