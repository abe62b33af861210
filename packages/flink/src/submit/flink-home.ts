// A home of Flink that is the given one with settings of our own over it, because releases of flink-cdc.sh before 3.3 take none on
// the command line: the same lib folder, and a conf folder written anew.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { parse } from 'yaml';

/**
 * Makes `at`, a home with the libraries of `home` and its settings under `settings`.
 * @throws TailraceError `flink-home-unusable` where `home` has no lib folder or its settings cannot be read
 */
export function makeFlinkHome(at: string, home: string, settings: Readonly<Record<string, string>>): void {
  const unusable = (why: string, cause?: unknown) =>
    new TailraceError(
      'flink-home-unusable',
      `${home} is no home of Flink: ${why}. Give the folder of a Flink release, with --flink-home or FLINK_HOME.`,
      { data: { home }, cause: cause instanceof Error ? cause : undefined },
    );
  if (!existsSync(path.join(home, 'lib'))) throw unusable('it has no folder lib');
  let own: ReadonlyMap<string, string>;
  try {
    own = readSettings(home);
  } catch (error) {
    throw unusable(
      // The first line: the others quote the file, which may hold passwords.
      `its settings cannot be read: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`,
      error,
    );
  }
  const all = [...new Map([...own, ...Object.entries(settings)])];
  mkdirSync(path.join(at, 'conf'), { recursive: true, mode: 0o700 });
  for (const shared of ['lib', 'plugins', 'opt'])
    // Resolved, because a link is read from where it lies.
    if (existsSync(path.join(home, shared))) symlinkSync(path.resolve(home, shared), path.join(at, shared));
  // Flink 1.19 and later read the first as YAML, others the second, line by line.
  const write = (name: string, line: (key: string, value: string) => string) =>
    writeFileSync(path.join(at, 'conf', name), all.map(([key, value]) => `${line(key, value)}\n`).join(''), {
      mode: 0o600,
    });
  write('config.yaml', (key, value) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  write('flink-conf.yaml', (key, value) => `${key}: ${value}`);
}

function readSettings(home: string): ReadonlyMap<string, string> {
  const yaml = path.join(home, 'conf', 'config.yaml');
  if (existsSync(yaml)) return new Map(flat(parse(readFileSync(yaml, 'utf8')), ''));
  const lines = path.join(home, 'conf', 'flink-conf.yaml');
  if (!existsSync(lines)) return new Map();
  const read = readFileSync(lines, 'utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      const found = /^([^#\s][^:]*):\s+(.*?)\s*(?:\s#.*)?$/.exec(line);
      return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
    });
  return new Map(read);
}

/** `{ rest: { port: 8081 } }` as `rest.port`; lists as Flink has them, with a semicolon between. */
function* flat(value: unknown, prefix: string): Generator<readonly [string, string]> {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    yield [prefix, value.map(String).join(';')];
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      yield* flat(inner, prefix === '' ? key : `${prefix}.${key}`);
  } else yield [prefix, String(value as string | number | boolean)];
}
