import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';

/**
 * Makes the folder and those above it, one by one: Node 20 never comes back from making them all at once where a file system of the
 * kernel's own (/proc) refuses. Throws `folder-unusable`.
 */
export function makeFolder(folder: string): void {
  const above = path.dirname(folder);
  if (!existsSync(folder) && above !== folder) makeFolder(above);
  try {
    if (!isFolder(folder)) mkdirSync(folder);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (isFolder(folder)) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TailraceError('folder-unusable', `${folder} cannot be made: ${reason}. Name another folder.`, {
      cause: error,
      data: { folder },
    });
  }
}

const isFolder = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
