// The job jar: made once from the same jars, kept in a cache folder under a name with the hash of what is in it.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openAsBlob, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseJars, readCdcJars, stampOfJars, type JarNeeds } from './cdc-jars.ts';
import { emptyJar, mergeJars } from './merge-jars.ts';
import { writeZip } from './zip.ts';

/** Where the classes of Flink CDC and its connectors come from. */
export type JarSource =
  /** A folder of jars, or the home of a Flink CDC release: merged here and uploaded. `cacheFolder` keeps what was made. */
  | { readonly kind: 'folder'; readonly folder: string; readonly cacheFolder: string }
  /** The cluster has all of them in its lib folder, so that a jar without content does. */
  | { readonly kind: 'cluster-lib' }
  /** `bin/flink-cdc.sh` of a Flink CDC release submits, with the libraries of a Flink release; both on this machine, with Java. */
  | { readonly kind: 'script'; readonly folder: string; readonly flinkHome: string };

/** A source that the job jar is made from. */
export type UploadedJarSource = Exclude<JarSource, { kind: 'script' }>;

export interface JobJar {
  /** Ends in the hash of its content: two of the same name are the same. */
  readonly name: string;
  /** Release of Flink CDC in it, `3.6.0`; undefined where that is the cluster's affair or no jar tells. */
  readonly cdcVersion: string | undefined;
  readonly content: () => Promise<Blob>;
}

/** What was made in this process: reading and hashing some hundred megabytes again would take longer than the launch. */
const made = new Map<string, JobJar>();

/** Changes when the same jars would be merged otherwise. */
const WAY_OF_MERGING = '1';

/** @throws TailraceError as of `readCdcJars` and `chooseJars`, before anything is sent. */
export async function makeJobJar(source: UploadedJarSource, needs: JarNeeds): Promise<JobJar> {
  if (source.kind === 'cluster-lib') {
    const bytes = Buffer.concat([...writeZip(emptyJar())]);
    return {
      name: 'tailrace-cluster-lib.jar',
      cdcVersion: undefined,
      content: async () => new Blob([bytes]),
    };
  }
  const stamp = JSON.stringify([source, needs, stampOfJars(source.folder)]);
  const known = made.get(stamp);
  if (known !== undefined && existsSync(path.join(source.cacheFolder, known.name))) return known;
  const found = readCdcJars(source.folder);
  const chosen = chooseJars(found, needs);
  const hash = createHash('sha256').update(WAY_OF_MERGING);
  for (const jar of chosen) hash.update(createHash('sha256').update(jar.bytes).digest());
  const name = `tailrace-${hash.digest('hex').slice(0, 24)}.jar`;
  const file = path.join(source.cacheFolder, name);
  if (!existsSync(file)) {
    mkdirSync(source.cacheFolder, { recursive: true });
    // Under another name until it is whole: it may be made twice at once, or be cut short.
    const fresh = `${file}.${randomUUID()}`;
    try {
      writeFileSync(fresh, Buffer.concat([...writeZip(mergeJars(chosen.map((jar) => jar.entries)))]));
      renameSync(fresh, file);
    } finally {
      rmSync(fresh, { force: true });
    }
  }
  const jar: JobJar = {
    name,
    cdcVersion: found.version,
    content: async () => openAsBlob(file, { type: 'application/java-archive' }),
  };
  made.set(stamp, jar);
  return jar;
}
