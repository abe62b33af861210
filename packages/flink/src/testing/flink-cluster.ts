// For tests and benchmarks: a real Flink cluster in one JVM on loopback, with Flink CDC's jars beside it (scripts/flink). Ends with us.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { hasHomeWith } from './missing-in-home.ts';

/** Tests and benchmarks run at the root of the repository; a bundle has no other way to it. */
export const SCRIPT = path.resolve('scripts/flink.mjs');

/** What is missing on this machine for a cluster, a line each; empty where nothing is. Said aloud once, because tests are skipped for it. */
export function missingForFlink(): readonly string[] {
  const checked = spawnSync(process.execPath, [SCRIPT, 'check'], { encoding: 'utf8', timeout: 60_000 });
  const lines = checked.status === 0 ? [] : checked.stderr.trim().split('\n');
  if (lines.length > 0)
    process.stderr.write(`\n!! Tests on a real Flink cluster are SKIPPED. ${lines.join(' ')}\n`);
  return lines;
}

export interface ClusterSettings {
  readonly slots?: number;
  /** Of Flink's configuration, over those of scripts/flink. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Flink CDC's jars on the cluster's class path, as in the lib folder of a real one. */
  readonly cdcInLib?: boolean;
  /**
   * What the pipelines of a suite name, mysql and values where nothing is said. Flink CDC is of FLINK_CDC_HOME where that holds them all, and
   * what Maven has otherwise.
   */
  readonly connectors?: readonly string[];
  /** For figures: the JVM compiles what is hot as well as it can. Tests start and end sooner without. */
  readonly forFigures?: boolean;
}

export interface FlinkCluster {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly pid: number;
  /** Folder with the jars of Flink CDC: what `--jars` takes. */
  readonly jars: string;
  readonly cdcVersion: string;
  /** Folder with Flink's own jars. */
  readonly flinkLib: string;
  log(): string;
  /** What its JVM has printed: the `values` sink prints rows there. */
  printed(): string;
  /** kill -9, as a machine that is gone. */
  kill(): Promise<void>;
  /** Starts it anew at the same address; it knows no jobs and no jars then. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The environment for scripts/flink, which take the release of Flink CDC that Maven has then. */
export function withoutHome(): NodeJS.ProcessEnv {
  const { FLINK_CDC_HOME: _home, ...env } = process.env;
  return env;
}

interface Started {
  readonly pid: number;
  readonly rest: string;
  readonly log: string;
  readonly printed: string;
  readonly jars: string;
  readonly cdcVersion: string;
  readonly flinkLib: string;
}

export async function startFlinkCluster(given: ClusterSettings = {}): Promise<FlinkCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-flink-'));
  let running = await start(folder, given, 0);
  const first = running.started;
  return {
    url: first.rest,
    get pid() {
      return running.started.pid;
    },
    jars: first.jars,
    cdcVersion: first.cdcVersion,
    flinkLib: first.flinkLib,
    log: () => readFileSync(first.log, 'utf8'),
    printed: () => readFileSync(first.printed, 'utf8'),
    kill: async () => {
      process.kill(running.started.pid, 'SIGKILL');
      await running.ended;
    },
    restart: async () => {
      running = await start(folder, given, Number(new URL(first.rest).port));
    },
    stop: async () => {
      running.end();
      await running.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string, given: ClusterSettings, port: number) {
  const args = [SCRIPT, 'run', '--folder', folder, '--port', String(port)];
  if (given.slots !== undefined) args.push('--slots', String(given.slots));
  if (given.cdcInLib === true) args.push('--lib');
  if (given.forFigures !== true) args.push('--light');
  for (const [key, value] of Object.entries(given.settings ?? {})) args.push('--set', `${key}=${value}`);
  const env = hasHomeWith(given.connectors ?? ['mysql', 'values']) ? process.env : withoutHome();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = await new Promise<Started>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Started));
    void ended.then(() => reject(new Error(`The Flink cluster did not start: ${complaints.trim()}`)));
  });
  return { started, ended, end: () => child.stdin.end() };
}
