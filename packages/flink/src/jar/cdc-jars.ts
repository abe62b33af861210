// What the jars in a folder are for, told by what is in them, not by their names: people rename jars.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { serviceLines } from './merge-jars.ts';
import { contentOf, readZip, type ZipEntry } from './zip.ts';

export interface CdcJar {
  readonly file: string;
  readonly bytes: Buffer;
  readonly entries: readonly ZipEntry[];
  /** Types of the connectors whose factories it holds: `mysql`, `doris`. */
  readonly connectors: readonly string[];
}

export interface CdcJars {
  readonly folder: string;
  readonly jars: readonly CdcJar[];
  /** `3.6.0`; undefined where no jar tells. */
  readonly version: string | undefined;
}

/** What a document needs of them. */
export interface JarNeeds {
  readonly source: string | undefined;
  readonly sink: string | undefined;
  /** Class names of user-defined functions. */
  readonly functions: readonly string[];
  readonly usesModels: boolean;
}

const FACTORIES = 'META-INF/services/org.apache.flink.cdc.common.factories.Factory';
const ENTRY_CLASS = 'org/apache/flink/cdc/cli/CliExecutor.class';
const CLIENTS: Readonly<Record<string, { readonly className: string; readonly jar: string }>> = {
  mysql: { className: 'com/mysql/cj/jdbc/Driver.class', jar: 'com.mysql:mysql-connector-j:8.4.0' },
  oceanbase: { className: 'com/mysql/cj/jdbc/Driver.class', jar: 'com.mysql:mysql-connector-j:8.4.0' },
  oracle: { className: 'oracle/jdbc/OracleDriver.class', jar: 'com.oracle.database.jdbc:ojdbc8' },
};
const MODELS = 'org/apache/flink/cdc/runtime/model/';

/**
 * Reads the jars of a folder, or of `lib` in it where it is a home of Flink CDC (its own lib, and jars that lie beside).
 * @throws TailraceError `flink-jars-missing` for a folder without jars, `jar-unreadable`
 */
export function readCdcJars(folder: string): CdcJars {
  const files = jarFiles(folder);
  if (files.length === 0) {
    throw new TailraceError(
      'flink-jars-missing',
      `There are no jars in ${folder}. Put flink-cdc-dist and the connectors there (${WHERE}), or give the home of a Flink CDC release.`,
      { data: { folder } },
    );
  }
  const jars = files.map(readJar);
  return { folder, jars, version: jars.map(versionOf).find((version) => version !== undefined) };
}

function jarFiles(folder: string): readonly string[] {
  return [folder, path.join(folder, 'lib')].flatMap((one) =>
    isFolder(one)
      ? readdirSync(one)
          .filter((name) => name.endsWith('.jar'))
          .sort()
          .map((name) => path.join(one, name))
      : [],
  );
}

/** Changes when a jar of the folder does, as far as names, sizes and times tell; quick, because nothing is read. */
export function stampOfJars(folder: string): string {
  return JSON.stringify(
    jarFiles(folder).map((file) => {
      const { size, mtimeMs } = statSync(file);
      return [file, size, mtimeMs];
    }),
  );
}

const WHERE =
  'both are on the download page of Apache Flink CDC, flink.apache.org/downloads, and on Maven Central';

const isFolder = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;

function readJar(file: string): CdcJar {
  const bytes = readFileSync(file);
  const entries = readZip(bytes, file);
  const factories = entries.find((entry) => entry.name === FACTORIES);
  const connectors = factories === undefined ? [] : serviceLines(factories).flatMap(connectorOf);
  return { file, bytes, entries, connectors: [...new Set(connectors)] };
}

const connectorOf = (factory: string): readonly string[] => {
  const type = /^org\.apache\.flink\.cdc\.connectors\.(\w+)\./.exec(factory)?.[1];
  return type === undefined ? [] : [type];
};

function versionOf(jar: CdcJar): string | undefined {
  if (!jar.entries.some((entry) => entry.name === 'org/apache/flink/cdc/cli/CliFrontend.class'))
    return undefined;
  const named = /flink-cdc-(?:dist|cli)[-_](\d+\.\d+(?:\.\d+)?)/.exec(path.basename(jar.file))?.[1];
  if (named !== undefined) return named;
  const properties = jar.entries.find((entry) =>
    /\/flink-cdc-(?:dist|cli)\/pom\.properties$/.test(entry.name),
  );
  return properties === undefined
    ? undefined
    : /^version=(.+)$/m.exec(contentOf(properties).toString('utf8'))?.[1]?.trim();
}

/**
 * The jars for a submission by REST, as of `neededJars`.
 * @throws TailraceError `flink-jars-missing`; `flink-cdc-too-old` for a release whose command line cannot be run by the REST API
 */
export function chooseJars(found: CdcJars, needs: JarNeeds): readonly CdcJar[] {
  const chosen = neededJars(found, needs);
  requireEntry(chosen, found.version);
  return chosen;
}

/**
 * The jars that the document needs, in order: all but the connectors of other types.
 * @throws TailraceError `flink-jars-missing` naming each that is missing and where to get it
 */
export function neededJars({ folder, jars, version }: CdcJars, needs: JarNeeds): readonly CdcJar[] {
  const types = [needs.source, needs.sink].filter((type) => type !== undefined);
  const chosen = jars.filter(
    ({ connectors }) => connectors.length === 0 || connectors.some((type) => types.includes(type)),
  );
  const holds = (name: string) => chosen.some((jar) => jar.entries.some((entry) => entry.name === name));
  const missing: string[] = [];
  const release = version ?? 'VERSION';
  if (!holds(ENTRY_CLASS)) missing.push(`flink-cdc-dist (org.apache.flink:flink-cdc-dist:${release})`);
  for (const type of new Set(types)) {
    if (!chosen.some(({ connectors }) => connectors.includes(type))) {
      const artifact = `flink-cdc-pipeline-connector-${type}`;
      missing.push(`${artifact} (org.apache.flink:${artifact}:${release})`);
    }
    const client = CLIENTS[type];
    if (client !== undefined && !holds(client.className))
      missing.push(`the driver of ${type} (${client.jar})`);
  }
  for (const className of needs.functions) {
    if (!holds(`${className.replaceAll('.', '/')}.class`)) {
      missing.push(`the jar of your function with the class ${className}`);
    }
  }
  if (needs.usesModels && !chosen.some((jar) => jar.entries.some((entry) => entry.name.startsWith(MODELS)))) {
    missing.push(`flink-cdc-pipeline-model (org.apache.flink:flink-cdc-pipeline-model:${release})`);
  }
  if (missing.length > 0) {
    throw new TailraceError(
      'flink-jars-missing',
      `Nothing was sent: the folder ${folder} lacks ${missing.join('; ')}. Jars of Flink CDC are on its download page, flink.apache.org/downloads, and on Maven Central; drivers on Maven Central.`,
      { data: { folder, missing: missing.join('; ') } },
    );
  }
  return chosen;
}

function requireEntry(jars: readonly CdcJar[], version: string | undefined): void {
  const first = jars.flatMap((jar) => jar.entries).find((entry) => entry.name === ENTRY_CLASS);
  // The constant pool of a class with `public static void main(String[])` has both.
  const content = first === undefined ? Buffer.alloc(0) : contentOf(first);
  if (content.includes('([Ljava/lang/String;)V') && content.includes('main')) return;
  throw new TailraceError(
    'flink-cdc-too-old',
    `Flink CDC ${version ?? 'of this folder'} cannot be submitted by the REST API: its CliExecutor has no main method. Use Flink CDC 3.3 or newer, or let its flink-cdc.sh submit (launch --script).`,
  );
}
