// The record on disk: temporary file, fsync, rename, fsync of the folder. A crash at any step leaves either the old record or
// the new one, whole; a full disk leaves the old one. The record before is kept beside it for people to look at, never read
// by the engine: the source was told of the newer position, so going on from the older one would leave a gap.
import { createHash } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { CheckpointStore } from './checkpoint-store.ts';
import { makeFolder } from './make-folder.ts';
import { checkpointFromJson, checkpointToJson, unreadable } from './run-checkpoint.ts';

/** The system calls used, so that tests can make one of them fail. */
export interface CheckpointFiles {
  writeDurably(file: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

export const CHECKPOINT_FILE = 'checkpoint.json';
const PREVIOUS_FILE = 'checkpoint.previous.json';

export function fileCheckpointStore(folder: string, files: CheckpointFiles = systemFiles): CheckpointStore {
  const current = path.join(folder, CHECKPOINT_FILE);
  return {
    async load() {
      const text = await readIfThere(current);
      return text === undefined ? undefined : decode(text, current);
    },
    async save(checkpoint) {
      const body = JSON.stringify(checkpointToJson(checkpoint));
      const text = `${sha256(body)}\n${body}\n`;
      const temporary = path.join(folder, `${CHECKPOINT_FILE}.tmp`);
      try {
        makeFolder(folder);
        await files.writeDurably(temporary, text);
        await keepPrevious(folder, files);
        await files.rename(temporary, current);
        await files.syncFolder(folder);
      } catch (error) {
        throw notWritten(current, error);
      }
    },
  };
}

function decode(text: string, file: string): ReturnType<typeof checkpointFromJson> {
  const [sum, body] = text.split('\n', 2);
  if (text.length === 0) throw unreadable(file, 'the file is empty');
  if (body === undefined || sum !== sha256(body)) throw unreadable(file, 'its checksum does not match');
  return checkpointFromJson(JSON.parse(body), file);
}

async function keepPrevious(folder: string, files: CheckpointFiles): Promise<void> {
  const temporary = path.join(folder, `${PREVIOUS_FILE}.tmp`);
  await rm(temporary, { force: true });
  try {
    await link(path.join(folder, CHECKPOINT_FILE), temporary);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  await files.rename(temporary, path.join(folder, PREVIOUS_FILE));
}

function notWritten(file: string, error: unknown): TailraceError {
  const why = error instanceof Error ? error.message : String(error);
  return new TailraceError(
    'checkpoint-not-written',
    `The checkpoint ${file} could not be written: ${why}. The one before is intact; make room or mend the rights of the folder.`,
    { cause: error, data: { file, systemCode: codeOf(error) ?? '' }, retryable: true },
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

/** The real thing. */
export const systemFiles: CheckpointFiles = {
  async writeDurably(file, text) {
    const handle = await open(file, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  async syncFolder(folder) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
