// A PostgreSQL to read from and another to write into, which can be stopped, killed and cut off on their own, and runs between them.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type PostgresServer } from '@tailrace/demo';
import { runPipeline, type RunHandle } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { connectorRegistry } from '../../registry.ts';
import { openDatabase, type Database } from './database.ts';
import { retriedCodes } from './retried-codes.ts';

export interface Running {
  readonly handle: RunHandle;
  readonly events: readonly RunEvent[];
  /** Codes of the warnings so far. */
  warned(): readonly string[];
  /** Why attempts have failed so far. */
  retried(): readonly string[];
}

/** Another address for either server: that of a proxy. */
export interface Through {
  readonly sourcePort?: number;
  readonly sinkPort?: number;
}

export interface TwoPostgres {
  readonly source: Database;
  readonly sink: Database;
  readonly sourceServer: PostgresServer;
  readonly sinkServer: PostgresServer;
  /**
   * A run of these tables ("t", or a pattern); `options` are lines of its source, `rules` a section of the document. The same name goes on where
   * it was.
   */
  run(
    name: string,
    tables: string,
    more?: {
      readonly options?: Readonly<Record<string, string>>;
      readonly rules?: string;
      readonly through?: Through;
    },
  ): Running;
  /** Fast shutdown of the source, as an administrator does it; resolves when it is over. */
  stopSource(): Promise<void>;
  /** kill -9 of the source, which `startSource` starts again. */
  killSource(): Promise<void>;
  /** Where the servers have their data: "source", "sink", and room for more. */
  readonly folder: string;
  /** kill -9 of a server and all of its processes, and a new start on the same port. Sessions on it, `source` or `sink` too, are gone and made anew. */
  crash(which: 'source' | 'sink'): Promise<void>;
  startSource(): Promise<void>;
  /** What the source has logged since it was last started. */
  sourceLog(): string;
  /** Both tables as text, sorted. */
  rows(table: string): Promise<{ readonly there: readonly string[]; readonly here: readonly string[] }>;
  stop(): Promise<void>;
}

export async function startTwoPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TwoPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-two-postgres-'));
  chmodSync(folder, 0o755);
  let said = '';
  const start = async (name: string, port?: number): Promise<PostgresServer> => {
    if (name === 'source') said = '';
    return startPostgres({
      dataDir: path.join(folder, name),
      settings: { fsync: 'off', ...(name === 'source' ? settings : {}) },
      ...(port === undefined ? {} : { port }),
      onLog: (line) => {
        if (name === 'source') said += line;
      },
    });
  };
  const servers = { source: await start('source'), sink: await start('sink') };
  const databases = {
    source: await openDatabase(servers.source, 'postgres'),
    sink: await openDatabase(servers.sink, 'postgres'),
  };

  async function restart(which: 'source' | 'sink'): Promise<void> {
    servers[which] = await start(which, servers[which].port);
    databases[which] = await openDatabase(servers[which], 'postgres');
  }

  async function kill(which: 'source' | 'sink'): Promise<void> {
    killAll(path.join(folder, which));
    await databases[which].close().catch(() => undefined);
    await servers[which].stop();
  }

  return {
    get source() {
      return databases.source;
    },
    get sink() {
      return databases.sink;
    },
    get sourceServer() {
      return servers.source;
    },
    get sinkServer() {
      return servers.sink;
    },
    run: (name, tables, more) =>
      startRun({ ...servers, stateDir: path.join(folder, `state-${name}`), name, tables, ...more }),
    async stopSource() {
      await databases.source.close();
      await servers.source.stop();
    },
    startSource: async () => restart('source'),
    killSource: async () => kill('source'),
    folder,
    sourceLog: () => said,
    async crash(which) {
      await kill(which);
      await restart(which);
    },
    async rows(table) {
      const query = `SELECT * FROM ${table}`;
      return {
        there: (await databases.source.texts(query)).toSorted(),
        here: (await databases.sink.texts(query)).toSorted(),
      };
    },
    async stop() {
      for (const which of ['source', 'sink'] as const) {
        await databases[which].close();
        await servers[which].stop();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Started {
  readonly source: PostgresServer;
  readonly sink: PostgresServer;
  readonly name: string;
  readonly tables: string;
  readonly stateDir: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly rules?: string;
  readonly through?: Through;
}

function startRun(started: Started): Running {
  const { source, sink, name, tables, stateDir, options = {}, rules = '', through = {} } = started;
  const lines = Object.entries(options).map(([key, value]) => `  ${key}: ${value}\n`);
  const events: RunEvent[] = [];
  const handle = runPipeline({
    text: `source:\n${login(source, through.sourcePort ?? source.port, 'SOURCE')}  tables: postgres.public.${tables}\n  slot.name: ${name}\n${lines.join('')}sink:\n${login(sink, through.sinkPort ?? sink.port, 'SINK')}  database: postgres\n${rules}pipeline:\n  name: ${name}\n`,
    registry: connectorRegistry,
    resolveReference: (_kind, secret) => (secret === 'SOURCE' ? source.password : sink.password),
    runId: name,
    stateDir,
    onEvent: (event) => events.push(event),
    retry: { initialMs: 100, maxMs: 500, attempts: 60 },
  });
  return {
    handle,
    events,
    warned: () =>
      events.flatMap((event) =>
        event.type === 'log' && event.level === 'warning' && event.code !== undefined ? [event.code] : [],
      ),
    retried: () => retriedCodes(events),
  };
}

const login = ({ host, user }: PostgresServer, port: number, secret: string): string =>
  `  type: postgres\n  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.${secret}}\n`;

/** The postmaster and its children at once: a child that outlived it would hold the shared memory. */
function killAll(dataDir: string): void {
  const postmaster = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/u.test(name) && parentOf(name) === postmaster,
  );
  for (const pid of [postmaster, ...children.map(Number)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
