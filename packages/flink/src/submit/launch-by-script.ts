// The second way to submit: `bin/flink-cdc.sh` of a Flink CDC release on this machine. It needs Java here, and is for clusters that
// take no jars by REST.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { explainFailure } from '../failure/failure.ts';
import { neededJars, readCdcJars, type CdcJar } from '../jar/cdc-jars.ts';
import type { JarSource } from '../jar/job-jar.ts';
import type { FlinkDocument } from './document-for-flink.ts';
import { makeFlinkHome } from './flink-home.ts';

export interface ScriptRequest {
  readonly source: Extract<JarSource, { kind: 'script' }>;
  readonly document: FlinkDocument;
  /** The document with its secrets. */
  readonly text: string;
  /** Address of the cluster's REST API. */
  readonly url: string;
  readonly jobId: string;
  readonly savepointPath?: string | undefined;
  readonly allowNonRestoredState?: boolean | undefined;
  readonly flinkConfiguration?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 300_000;
const OUTPUT_LIMIT = 1_000_000;

/**
 * Runs the script and resolves when it has submitted the job. The document lies in memory for it (`/dev/shm`) where the machine has
 * that, for its user only, and is removed when the script ends.
 * @throws TailraceError `flink-cdc-script-missing`, `flink-home-unusable` and `flink-jars-missing` before anything is started; the code
 * of what Flink CDC refused; `flink-cdc-script-ended`, retryable, where it was ended before it said what became of the job
 */
export async function launchByScript(request: ScriptRequest): Promise<void> {
  const { source } = request;
  const script = path.join(source.folder, 'bin', 'flink-cdc.sh');
  if (!existsSync(script)) {
    throw new TailraceError(
      'flink-cdc-script-missing',
      `There is no bin/flink-cdc.sh in ${source.folder}. Give the home of a Flink CDC release, or launch by REST.`,
      { data: { home: source.folder } },
    );
  }
  const jars = neededJars(readCdcJars(source.folder), request.document.needs).filter(isNotOfTheRelease);
  const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tailrace-launch-'));
  try {
    const home = path.join(folder, 'flink');
    const { hostname, port, protocol } = new URL(request.url);
    makeFlinkHome(home, source.flinkHome, {
      ...request.flinkConfiguration,
      'rest.address': hostname,
      'rest.port': port || (protocol === 'https:' ? '443' : '80'),
      ...(protocol === 'https:' ? { 'security.ssl.rest.enabled': 'true' } : {}),
      '$internal.pipeline.job-id': request.jobId,
      ...restoreSettings(request),
    });
    const file = path.join(folder, 'pipeline.yaml');
    writeFileSync(file, request.text, { mode: 0o600 });
    const args = [file, '--flink-home', home, ...jars.flatMap((jar) => ['--jar', jar.file])];
    const { status, said } = await runScript(script, args, source, request.signal);
    if (status === 0) return;
    throw refusal(status, said, script);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not as options: release 3.2's need a class that Flink 1.20 has elsewhere. Under the names before and since 1.20. */
function restoreSettings({ savepointPath, allowNonRestoredState = false }: ScriptRequest) {
  if (savepointPath === undefined) return {};
  const given = { path: savepointPath, 'ignore-unclaimed-state': String(allowNonRestoredState) };
  return Object.fromEntries(
    ['execution.savepoint', 'execution.state-recovery'].flatMap((prefix) =>
      Object.entries(given).map(([key, value]) => [`${prefix}.${key}`, value]),
    ),
  );
}

/** The script brings the release's own jars and the connectors; drivers and functions it has to be told. */
const isNotOfTheRelease = ({ connectors, entries }: CdcJar): boolean =>
  connectors.length === 0 &&
  !entries.some((entry) => entry.name === 'org/apache/flink/cdc/cli/CliFrontend.class');

async function runScript(
  script: string,
  args: readonly string[],
  { folder }: ScriptRequest['source'],
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number | undefined; readonly said: string }> {
  // Secrets of other pipelines stand in the environment.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TAILRACE_'));
  const child = spawn(script, args, {
    env: { ...Object.fromEntries(own), FLINK_CDC_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < OUTPUT_LIMIT) said += text;
    });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => resolve({ status: code ?? undefined, said }));
    child.once('error', (error) =>
      signal?.aborted === true
        ? resolve({ status: undefined, said })
        : reject(
            new TailraceError('flink-cdc-script-failed', `${script} cannot be run: ${error.message}.`, {
              cause: error,
            }),
          ),
    );
  });
}

function refusal(status: number | undefined, said: string, script: string): TailraceError {
  if (status === undefined) {
    return new TailraceError(
      'flink-cdc-script-ended',
      `${script} was ended before it said what became of the job.`,
      { retryable: true },
    );
  }
  // What it logs may hold traces of its own; the one that ended it comes last.
  const [, trace] = /.*^Exception in thread "[^"]*" (.*)$/ms.exec(said) ?? [];
  const failure = explainFailure(trace ?? said.trim().split('\n').slice(-20).join('\n'));
  return new TailraceError(
    failure.code,
    trace === undefined && failure.code === 'flink-job-failed'
      ? `${script} ended with ${status}: ${said.trim().split('\n').at(-1) ?? 'it said nothing'}`
      : failure.summary,
    { data: failure.data, cause: new Error(failure.raw) },
  );
}
