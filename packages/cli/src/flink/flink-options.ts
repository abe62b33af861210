// What the commands that speak to a Flink cluster have in common: where it is, where Flink CDC's jars are, and how a job is told of.
import { homedir } from 'node:os';
import path from 'node:path';
import { renderDiagnostic, type Diagnostic } from '@tailrace/core/diagnostics';
import type { Target } from '@tailrace/core/pipeline';
import { readCdcJars, targetOf, type JarSource, type JobSight } from '@tailrace/flink';
import {
  flag,
  stringOption,
  UsageError,
  write,
  type CommandArgs,
  type CommandOption,
  type Io,
} from '../command.ts';
import { displayName } from '../read-document.ts';

export const JAR_OPTIONS = {
  rest: {
    type: 'string',
    placeholder: 'URL',
    description: "address of the cluster's REST API, http://HOST:8081; user:password@ for a proxy",
  },
  jars: {
    type: 'string',
    placeholder: 'DIR',
    description:
      'folder with flink-cdc-dist, the connectors and their drivers, or a home of Flink CDC; the variable FLINK_CDC_HOME where it is left out',
  },
  script: {
    type: 'boolean',
    description:
      'bin/flink-cdc.sh of that home submits, for clusters that take no jars by REST; needs Java and Flink here',
  },
  'flink-home': {
    type: 'string',
    placeholder: 'DIR',
    description: 'home of Flink for --script; the variable FLINK_HOME where it is left out',
  },
  'cluster-lib': {
    type: 'boolean',
    description:
      'the cluster has Flink CDC and the connectors in its lib folder: nothing of them is uploaded',
  },
} as const satisfies Record<string, CommandOption>;

/** Throws UsageError where nothing says where the jars are. */
export function jarSource(args: CommandArgs, io: Io): JarSource {
  const folder = stringOption(args, 'jars') ?? io.env['FLINK_CDC_HOME'];
  if (flag(args, 'cluster-lib')) {
    if (flag(args, 'script')) throw new UsageError('--script and --cluster-lib are two ways: choose one');
    return { kind: 'cluster-lib' };
  }
  if (folder === undefined) {
    throw new UsageError(
      'the jars of Flink CDC are needed: --jars DIR or FLINK_CDC_HOME; or --cluster-lib where the cluster has them',
    );
  }
  if (flag(args, 'script')) return { kind: 'script', folder, flinkHome: flinkHome(args, io) };
  return { kind: 'folder', folder, cacheFolder: path.join(cacheFolder(io), 'job-jars') };
}

function flinkHome(args: CommandArgs, io: Io): string {
  const home = stringOption(args, 'flink-home') ?? io.env['FLINK_HOME'];
  if (home === undefined)
    throw new UsageError('--script needs the libraries of Flink: --flink-home DIR or FLINK_HOME');
  return home;
}

const cacheFolder = (io: Io): string =>
  io.env['TAILRACE_CACHE'] ??
  path.join(io.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'tailrace');

/** The release that the jars are of, as the checks name it. */
export const releaseIn = (jars: JarSource): Target =>
  targetOf(jars.kind === 'cluster-lib' ? undefined : readCdcJars(jars.folder).version);

export async function writeFindings(
  io: Io,
  text: string,
  findings: readonly Diagnostic[],
  file: string,
): Promise<void> {
  for (const found of findings) {
    await write(io.stderr, `${renderDiagnostic(text, found, displayName(file))}\n`);
  }
}

/** `RESTARTING (1 of 3): why`, `FAILED after 3 restarts: why`. Restarts may all pass between two looks at the job. */
export function sightLine(sight: JobSight): string {
  const why = sight.failure === undefined ? '' : `: ${sight.failure.summary}`;
  switch (sight.state) {
    case 'UNKNOWN':
      return `UNKNOWN: ${sight.away?.message ?? 'the cluster cannot be reached'} The job may be running; asking on.`;
    case 'RESTARTING':
      return `RESTARTING (${sight.restarts}${sight.restartsAllowed === undefined ? '' : ` of ${sight.restartsAllowed}`})${why}`;
    case 'FAILED':
      return `FAILED${sight.restarts === 0 ? '' : ` after ${sight.restarts} restart${sight.restarts === 1 ? '' : 's'}`}${why}`;
    default:
      return `${sight.state}${why}`;
  }
}
