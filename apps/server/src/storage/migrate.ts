// Brings an opened database up to this release, or refuses it untouched.
import { existsSync, rmSync } from 'node:fs';
import { TailraceError } from '@tailrace/core/diagnostics';
import * as z from 'zod';
import { corrupt, type Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** "Trce" in SQLite's header: tells our file from any other SQLite database. */
const APPLICATION_ID = 0x54_72_63_65;

/**
 * Throws `database-newer` for a file of a later release and `database-corrupt` for one that is damaged or not ours. An older file
 * is copied beside itself before the first step.
 */
export function migrate(database: Database, file: string, steps: readonly string[] = MIGRATIONS): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const isEmpty = database.all(z.object({ name: z.string() }), 'SELECT name FROM sqlite_schema').length === 0;
  if (!isEmpty && application !== APPLICATION_ID)
    throw corrupt(file, 'it holds the tables of something else');
  if (version > steps.length) {
    throw new TailraceError(
      'database-newer',
      `${file} was written by a newer Tailrace (its schema is ${version}, this release knows ${steps.length}). Nothing was changed: start the newer release, or another --data folder.`,
      { data: { file, version, known: steps.length } },
    );
  }
  const check = database.get(z.object({ quick_check: z.string() }), 'PRAGMA quick_check(1)');
  if (check?.quick_check !== 'ok') throw corrupt(file, check?.quick_check ?? 'no answer to quick_check');
  if (version > 0 && version < steps.length) backUp(database, `${file}.v${version}.bak`);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.script(step);
      database.script(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`);
    });
  }
}

function backUp(database: Database, target: string): void {
  if (existsSync(target)) rmSync(target);
  database.run('VACUUM INTO ?', target);
}

function pragma(database: Database, name: string): number {
  return database.get(z.record(z.string(), z.number()), `PRAGMA ${name}`)?.[name] ?? 0;
}
