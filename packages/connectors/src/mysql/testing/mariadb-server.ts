// For tests and benchmarks: a real MariaDB of its own in a temporary folder, on a free port, as root or not; ends with us.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dieWithParent, freePort } from '@tailrace/demo';

export interface MariadbServer {
  readonly host: '127.0.0.1';
  /** Stays the same over restarts. */
  readonly port: number;
  /** An account with all rights, from any address, by password (mysql_native_password). */
  readonly user: string;
  readonly password: string;
  /** Of the process that runs now; 0 while none does. */
  readonly pid: number;
  readonly dataDir: string;
  /** Unix socket, for command-line tools. */
  readonly socket: string;
  /** What the server said since it was last started. */
  log(): string;
  /** Starts it again after `shutdown` or `kill`, with these settings over those given before. */
  start(settings?: MariadbSettings): Promise<void>;
  /** In order, with everything on disk; the data stay. */
  shutdown(): Promise<void>;
  /** kill -9: a crash of the server. The data stay. */
  kill(): Promise<void>;
  /** `shutdown` and `start`. */
  restart(settings?: MariadbSettings): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Names as on mariadbd's command line without dashes (`max-connections`); null takes a setting away, '' is a flag without value. */
export type MariadbSettings = Readonly<Record<string, string | null>>;

/**
 * A binary log that a source can read: rows with whole images and with names and types of their columns, and GTIDs. Commits survive
 * a crash of the server, not one of the machine, which makes them fast.
 */
const STANDARD: MariadbSettings = {
  'log-bin': 'binlog',
  'binlog-format': 'ROW',
  'binlog-row-image': 'FULL',
  'binlog-row-metadata': 'FULL',
  'server-id': '1',
  'gtid-strict-mode': 'ON',
  'sync-binlog': '0',
  'innodb-flush-log-at-trx-commit': '2',
  'innodb-buffer-pool-size': '128M',
  'innodb-log-file-size': '64M',
  'character-set-server': 'utf8mb4',
  'collation-server': 'utf8mb4_general_ci',
  'local-infile': 'ON',
  'skip-name-resolve': '',
};

const USER = 'tailrace';
const PASSWORD = 'p\'w"d\\ 7';

const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(path.delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/bin',
];

/** Path of one of MariaDB's programs. Throws, saying what to run, where it is not there. */
export function mariadbProgram(name: string): string {
  const found = FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    `${name} was not found. npm test installs it as root on Debian; by hand: apt-get install mariadb-server-core mariadb-client.`,
  );
}

/** Initialises a new data directory and starts a server on it. */
export async function startMariadb(settings: MariadbSettings = {}): Promise<MariadbServer> {
  const base = mkdtempSync(path.join(tmpdir(), 'tailrace-mariadb-'));
  const dataDir = path.join(base, 'data');
  const tmpDir = path.join(base, 'tmp');
  mkdirSync(tmpDir);
  const initFile = path.join(base, 'init.sql');
  const socket = path.join(base, 'socket');
  const port = await freePort();
  const given: Record<string, string | null> = { ...STANDARD, ...settings };
  let child: ChildProcess | undefined;
  let said = '';

  async function start(more: MariadbSettings = {}): Promise<void> {
    Object.assign(given, more);
    const flags = Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
    const [program = '', ...args] = [
      ...dieWithParent('TERM'),
      mariadbProgram('mariadbd'),
      '--no-defaults',
      ...asRoot(),
      `--datadir=${dataDir}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--init-file=${initFile}`,
      // A server that starts removes the temporary tables it finds, other servers' too.
      `--tmpdir=${tmpDir}`,
      ...flags,
    ];
    said = '';
    child = spawn(program, args, { detached: true, cwd: base, stdio: ['ignore', 'pipe', 'pipe'] });
    await untilReady(child, (text) => {
      said = (said + text).slice(-50_000);
      return said;
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(timer);
  }

  try {
    initialise(dataDir);
    writeFileSync(initFile, initStatements(), { mode: 0o600 });
    await start();
  } catch (error) {
    await end('SIGKILL');
    rmSync(base, { recursive: true, force: true });
    throw error;
  }
  return {
    host: '127.0.0.1',
    port,
    user: USER,
    password: PASSWORD,
    get pid() {
      return child?.pid ?? 0;
    },
    dataDir,
    socket,
    log: () => said,
    start,
    shutdown: async () => end('SIGTERM'),
    kill: async () => end('SIGKILL'),
    async restart(more = {}) {
      await end('SIGTERM');
      await start(more);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** mariadbd runs as root only when it is told to. */
const asRoot = (): readonly string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

function initialise(dataDir: string): void {
  const args = [
    '--no-defaults',
    ...asRoot(),
    `--datadir=${dataDir}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    '--innodb-log-file-size=64M',
  ];
  const done = spawnSync(mariadbProgram('mariadb-install-db'), args, { cwd: '/', encoding: 'utf8' });
  if (done.status !== 0) {
    throw new Error(`mariadb-install-db ended with ${String(done.status)}\n${done.stdout}${done.stderr}`);
  }
}

/** Run at every start, before connections are taken, a statement a line; not for the binary log. */
function initStatements(): string {
  const password = PASSWORD.replaceAll('\\', '\\\\').replaceAll("'", "''");
  return [
    "SET SESSION sql_log_bin = 0, sql_mode = '';",
    `CREATE USER IF NOT EXISTS '${USER}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${USER}'@'%' WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

async function untilReady(child: ChildProcess, hear: (text: string) => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said = hear(chunk.toString());
      if (said.includes('ready for connections')) resolve();
    };
    const fail = (what: string): void =>
      reject(new Error(`MariaDB did not start: ${what}.\n${said.trim().split('\n').slice(-12).join('\n')}`));
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${code ?? signal ?? '?'}`));
  });
}
