// What Maven has of Flink, Kafka and Flink CDC, brought once into a folder of the user's cache, each jar held to its checksum.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** TAILRACE_CACHE, or tailrace in the user's cache folder. */
export const cacheFolder = () =>
  process.env.TAILRACE_CACHE ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'tailrace');

/** One line for each thing that is missing on this machine; none when all is there. */
export function missingTools() {
  const missing = [];
  const java = spawnSync('javac', ['-version'], { encoding: 'utf8' });
  const version = /javac (\d+)/.exec(`${java.stdout ?? ''}${java.stderr ?? ''}`)?.[1];
  if (version === undefined) {
    missing.push(
      'A JDK is missing (javac): install Java 17, on Debian: apt-get install openjdk-17-jdk-headless.',
    );
  } else if (Number(version) < 17) missing.push(`Java ${version} is too old: install Java 17.`);
  if (!isBrought('flink-1.20.3') && spawnSync('mvn', ['-v']).error !== undefined) {
    missing.push('Maven is missing (mvn): on Debian: apt-get install maven.');
  }
  return missing;
}

const libOf = (name) => path.join(cacheFolder(), name);
const isBrought = (name) => existsSync(libOf(name));

/** The folder with the jars of a pom of poms/, brought by Maven when it is not there yet. */
export function bring(name, say) {
  const folder = libOf(name);
  if (isBrought(name)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  // Into a folder of its own first: what is cut short leaves nothing behind that looks whole.
  const fresh = mkdtempSync(path.join(cacheFolder(), `.${name}-`));
  try {
    say(`· Bringing ${name} by Maven into ${folder} …`);
    const args = [
      '-q',
      '-B',
      '-f',
      path.join(here, 'poms', `${name}.xml`),
      COPY,
      `-DoutputDirectory=${fresh}`,
    ];
    const done = spawnSync('mvn', args, { encoding: 'utf8', timeout: 900_000 });
    if (done.status !== 0) {
      const reason = `${done.stdout ?? ''}${done.stderr ?? ''}`
        .split('\n')
        .find((line) => line.includes('[ERROR]'));
      throw new Error(
        `Maven could not bring ${name}: ${reason ?? done.error?.message ?? `it ended with ${done.status}`}`,
      );
    }
    verify(name, fresh);
    if (!isBrought(name)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Every jar has to be named in checksums/, with the bytes that it had when it was looked at. */
function verify(name, folder) {
  const lines = readFileSync(path.join(here, 'checksums', `${name}.sha256`), 'utf8')
    .trim()
    .split('\n');
  const wanted = new Map(lines.map((line) => line.split('  ').reverse()));
  for (const file of readdirSync(folder)) {
    const sum = createHash('sha256')
      .update(readFileSync(path.join(folder, file)))
      .digest('hex');
    if (wanted.get(file) !== sum)
      throw new Error(`${file} of ${name} does not have the checksum that is known of it.`);
    wanted.delete(file);
  }
  const [lacking] = wanted.keys();
  if (lacking !== undefined) throw new Error(`${lacking} of ${name} did not come.`);
}

/** Compiles our classes where they are not yet, or have changed; resolves to the folder of the classes. */
export function compile(name, sources, classPath) {
  const files = sources.map((source) => path.join(here, 'java', source));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  const folder = path.join(cacheFolder(), `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const fresh = mkdtempSync(path.join(cacheFolder(), `.${name}-`));
  const done = spawnSync('javac', ['-nowarn', '--release', '11', '-cp', classPath, '-d', fresh, ...files], {
    encoding: 'utf8',
  });
  if (done.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`javac: ${done.stderr ?? done.error?.message}`);
  }
  if (existsSync(folder)) rmSync(fresh, { recursive: true, force: true });
  else renameSync(fresh, folder);
  return folder;
}
