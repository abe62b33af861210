import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';

/**
 * Makes the folder and those above it, one by one: Node 20 never comes back from making them all at once where a file system of the
 * kernel's own (/proc) refuses. Throws `folder-unusable`.
 */
export function makeFolder(folder: string): void {
  const above = path.dirname(folder);
  try {
    if (existsSync(folder)) {
      if (!statSync(folder).isDirectory()) throw new Error('it is a file');
      return;
    }
    if (above !== folder) makeFolder(above);
    mkdirSync(folder);
  } catch (error) {
    if (error instanceof TailraceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TailraceError('folder-unusable', `${folder} cannot be made: ${reason}. Name another folder.`, {
      cause: error,
      data: { folder },
    });
  }
}
