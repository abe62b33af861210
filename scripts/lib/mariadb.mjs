// The MySQL side of tests and benchmarks: Debian's MariaDB programs without its service, installed when they are missing and we may.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installDebianPackages } from './debian.mjs';

/** The server and what fills its data directory; the client's package has the binary log reader that benchmarks compare with. */
const PROGRAMS = ['mariadbd', 'mariadb-install-db', 'mariadb-binlog'];
const PACKAGES = ['mariadb-server-core', 'mariadb-client'];

/** Where packages put them; /usr/sbin is not on every PATH. */
const FOLDERS = [
  ...(process.env.PATH ?? '').split(path.delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/bin',
];

const isThere = (program) => FOLDERS.some((folder) => existsSync(path.join(folder, program)));

/** True where MariaDB's programs are there in the end; otherwise false after saying what to run. */
export function ensureMariadb() {
  if (PROGRAMS.every(isThere)) return true;
  if (installDebianPackages('MariaDB', ['--no-install-recommends', ...PACKAGES]) && PROGRAMS.every(isThere))
    return true;
  console.error(
    `No MariaDB was found for the tests of the MySQL connectors. On Debian or Ubuntu run: sudo apt-get install -y ${PACKAGES.join(' ')}. Elsewhere put mariadbd and mariadb-install-db (10.5 or later) on the PATH.`,
  );
  return false;
}
