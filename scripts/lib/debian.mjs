// Installing Debian packages that tests need, where we may: as root on Debian or a system made from it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs the packages (or options of apt-get) after saying so; false where we may not. Waits for another apt that is at work. */
export function installDebianPackages(what, packages) {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!isDebianRoot) return false;
  console.log(`· Installing ${what} from the Debian packages …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stdio = ['ignore', 'ignore', 'inherit'];
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  spawnSync('apt-get', [...wait, 'update', '-qq'], { env, stdio, timeout: 300_000 });
  spawnSync('apt-get', [...wait, 'install', '-y', '-qq', ...packages], {
    env,
    stdio,
    timeout: 900_000,
  });
  return true;
}
