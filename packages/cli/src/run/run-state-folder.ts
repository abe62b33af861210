// Where a run on the command line keeps its checkpoint: a folder that somebody named, with the run's id in it, or one for this once.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { makeFolder } from '@tailrace/engine';

export interface RunStateFolder {
  readonly runId: string;
  readonly folder: string;
  /** Nothing of it is kept: the run cannot be gone on with. */
  readonly once: boolean;
  remove(): Promise<void>;
}

const RUN_FILE = 'run.json';

export async function openStateFolder(folder: string | undefined): Promise<RunStateFolder> {
  if (folder === undefined) {
    const temporary = await mkdtemp(path.join(tmpdir(), 'tailrace-run-'));
    return {
      runId: randomUUID(),
      folder: temporary,
      once: true,
      remove: async () => rm(temporary, { recursive: true, force: true }),
    };
  }
  makeFolder(folder);
  const file = path.join(folder, RUN_FILE);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  const runId = known === undefined ? randomUUID() : readRunId(known, file);
  if (known === undefined) await writeFile(file, `${JSON.stringify({ runId })}\n`);
  return { runId, folder, once: false, remove: async () => undefined };
}

function readRunId(text: string, file: string): string {
  let runId: unknown;
  try {
    const json: unknown = JSON.parse(text);
    runId = typeof json === 'object' && json !== null && 'runId' in json ? json.runId : undefined;
  } catch {
    runId = undefined;
  }
  if (typeof runId === 'string' && runId !== '') return runId;
  throw new TailraceError(
    'state-unreadable',
    `${file} does not hold the id of a run. Without it the position in the sink cannot be found; put the file back, or name another folder to start anew.`,
    { data: { file } },
  );
}
