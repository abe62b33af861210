// Whether pgoutput is asked for binary values. They cost both servers less, and go into a sink as they are; but the plug-in sends every
// type that has a binary form in it, so it is asked only where all columns of all captured tables can be read that way.
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';

/** The option came with PostgreSQL 14. */
const FIRST_VERSION = 140_000;

/** Slots whose log turned out to hold a column that can be read as text only, though the catalogue no longer shows it. */
const textOnly = new Set<string>();

const nameOf = ({ connect, slot }: SourceOptions): string => `${connect.host}:${connect.port}/${slot}`;

export function onlyText(options: SourceOptions): void {
  textOnly.add(nameOf(options));
}

export function readsBinary(
  options: SourceOptions,
  tables: readonly SourceTable[],
  serverVersion: number,
): boolean {
  if (serverVersion < FIRST_VERSION || textOnly.has(nameOf(options))) return false;
  return tables.every(({ columns }) => columns.every(({ codec }) => codec?.native !== undefined));
}
