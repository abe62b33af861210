// The browser of the journeys: Debian's Chromium, installed when it is missing and we may.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function find() {
  return [process.env.CHROMIUM, ...CANDIDATES].find((file) => file !== undefined && existsSync(file));
}

/** Path of a Chromium, or undefined after saying what to run. */
export function ensureChromium() {
  const found = find();
  if (found !== undefined) return found;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isDebianRoot) {
    console.log('· Installing Chromium from the Debian packages …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const stdio = ['ignore', 'ignore', 'inherit'];
    spawnSync('apt-get', ['update', '-qq'], { env, stdio, timeout: 300_000 });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { env, stdio, timeout: 600_000 });
    const installed = find();
    if (installed !== undefined) return installed;
  }
  console.error(
    'No Chromium was found for the browser journeys. On Debian or Ubuntu run: sudo apt-get install -y chromium. Elsewhere set CHROMIUM to its path.',
  );
  return undefined;
}
