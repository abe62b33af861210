// A Flink cluster in one JVM on loopback.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bring, cacheFolder, compile } from './cache.mjs';

const FLINK = 'flink-1.20.3';
const CDC = 'flink-cdc-3.2.0';

const EXPORTS = [
  'java.base/sun.net.util',
  'java.rmi/sun.rmi.registry',
  'java.security.jgss/sun.security.krb5',
];
const OPENS = [
  ...['lang', 'net', 'io', 'nio', 'lang.reflect', 'text', 'time', 'util', 'util.concurrent'].map(
    (name) => `java.${name}`,
  ),
  'java.util.concurrent.atomic',
  'java.util.concurrent.locks',
  'sun.nio.ch',
];

export const jarsIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.jar'))
    .sort()
    .map((file) => path.join(folder, file));

/** Jars of Flink CDC: of a folder, or of a home, whose lib holds them and where drivers lie beside it. */
export const cdcJarsIn = (folder) => {
  const lib = path.join(folder, 'lib');
  return [...(existsSync(lib) ? jarsIn(lib) : []), ...jarsIn(folder)];
};

/**
 * Folders of everything that a cluster needs, brought and compiled where they are not there yet.
 * `cdcJars` is the folder to give to `--jars`: of FLINK_CDC_HOME, or what Maven has of 3.2.0 with an entry class of ours before it.
 */
export function prepareFlink(say) {
  const lib = bring(FLINK, say);
  const classPath = jarsIn(lib).join(':');
  const classes = compile('one-jvm-cluster', ['OneJvmCluster.java'], classPath);
  const home = process.env.FLINK_CDC_HOME;
  if (home !== undefined && home !== '') {
    // The whole home: drivers are often put beside its lib.
    return { lib, classes, cdcJars: path.resolve(home), cdcVersion: 'of FLINK_CDC_HOME' };
  }
  const maven = bring(CDC, say);
  const entry = compile(
    'cdc-entry',
    ['org/apache/flink/cdc/cli/CliExecutor.java'],
    [classPath, ...jarsIn(maven)].join(':'),
  );
  return { lib, classes, cdcJars: withEntry(maven, entry), cdcVersion: '3.2.0' };
}

/** For ParseDocuments, which reads documents by Flink CDC's own parser. */
export function parserClassPath(say) {
  const { lib, cdcJars } = prepareFlink(say);
  const jars = [...cdcJarsIn(cdcJars), ...jarsIn(lib)].join(':');
  return `${compile('parse-documents', ['ParseDocuments.java'], jars)}:${jars}`;
}

/** A folder of links to the jars, and the entry class as the first of them by name. */
function withEntry(maven, entry) {
  const folder = `${entry}-jars`;
  if (existsSync(path.join(folder, '.whole'))) return folder;
  mkdirSync(folder, { recursive: true });
  for (const jar of jarsIn(maven)) {
    const link = path.join(folder, path.basename(jar));
    if (!existsSync(link)) symlinkSync(jar, link);
  }
  // The date is fixed, so that the same class gives the same jar on every machine.
  const args = [
    '--create',
    '--file',
    path.join(folder, '00-entry.jar'),
    '--date=2000-01-01T00:00:00Z',
    '-C',
    entry,
    '.',
  ];
  const done = spawnSync('jar', args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`jar: ${done.stderr ?? done.error?.message}`);
  writeFileSync(path.join(folder, '.whole'), '');
  return folder;
}

/** Prints to its log what the `values` sink prints: that is how rows can be looked at. */
const LOGGING = `rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
appender.console.name = console
appender.console.type = Console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n
`;

function configuration(folder, { port, slots, settings }) {
  const url = (name) => pathToFileURL(path.join(folder, name)).href;
  const all = {
    'rest.address': '127.0.0.1',
    'rest.bind-address': '127.0.0.1',
    'rest.port': port,
    'jobmanager.rpc.address': '127.0.0.1',
    'taskmanager.host': '127.0.0.1',
    'taskmanager.numberOfTaskSlots': slots,
    'io.tmp.dirs': path.join(folder, 'tmp'),
    'web.tmpdir': path.join(folder, 'web'),
    'web.upload.dir': path.join(folder, 'upload'),
    'execution.checkpointing.interval': '10 s',
    'execution.checkpointing.dir': url('checkpoints'),
    'execution.checkpointing.savepoint-dir': url('savepoints'),
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': 3,
    'restart-strategy.fixed-delay.delay': '1 s',
    'metrics.fetcher.update-interval': 1000,
    // The same uploaded jar is loaded anew for each submission; the JVM's limit is below.
    'classloader.check-leaked-classloader': false,
    ...settings,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/**
 * Starts a cluster that keeps everything in `folder`, its log in `flink.log` and what sinks print in `flink.out`; resolves when it can be asked.
 * With `hold` it ends when `stdin` of the child does. `libJars` go onto its class path, as jars in the lib folder of a cluster would.
 */
export async function startCluster(
  folder,
  { prepared, port = 0, slots = 4, settings = {}, libJars, light = false, hold = false },
) {
  for (const name of ['conf', 'tmp', 'web', 'upload'])
    mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'conf', 'config.yaml'), configuration(folder, { port, slots, settings }));
  writeFileSync(path.join(folder, 'conf', 'log4j.properties'), LOGGING);
  const log = path.join(folder, 'flink.log');
  const printed = path.join(folder, 'flink.out');
  const [output, complaints] = [openSync(printed, 'a'), openSync(log, 'a')];
  const classPath = [prepared.classes, ...(libJars ?? []), ...jarsIn(prepared.lib)].join(':');
  const child = spawn(
    'java',
    [
      '-Xmx1g',
      '-XX:MaxMetaspaceSize=768m',
      // A cluster that lives for some minutes is quicker without what only pays off later.
      ...(light ? ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] : []),
      // Beside it, under the same name with .out, the REST API looks for what the task manager prints.
      `-Dlog.file=${log}`,
      `-Dlog4j.configurationFile=${path.join(folder, 'conf', 'log4j.properties')}`,
      ...EXPORTS.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
      ...OPENS.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      '-cp',
      classPath,
      'OneJvmCluster',
      path.join(folder, 'conf'),
      ...(hold ? ['hold'] : []),
    ],
    { cwd: folder, detached: true, stdio: [hold ? 'pipe' : 'ignore', output, complaints] },
  );
  const began = readFileSync(printed, 'utf8').length;
  closeSync(output);
  closeSync(complaints);
  const rest = await untilSaid(child, { said: printed, log }, /^REST (\S+)$/m, began);
  return { child, pid: child.pid, rest: rest.replace('localhost', '127.0.0.1'), log, printed };
}

/** Waits for a line in what a child says; rejects with the end of its log when the child ends before. */
export async function untilSaid(child, { said: file, log }, pattern, from = 0) {
  const timeoutMs = 90_000;
  let ended;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `it ended with ${code ?? signal}`));
  const until = Date.now() + timeoutMs;
  for (;;) {
    const said = readFileSync(file, 'utf8').slice(from);
    const match = pattern.exec(said);
    if (match !== null) return match[1] ?? match[0];
    if (ended !== undefined || Date.now() > until) {
      child.kill('SIGKILL');
      const last = readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n');
      throw new Error(`It did not start: ${ended ?? `nothing within ${timeoutMs / 1000} s`}.\n${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Where `up` keeps what runs. */
export const stateFolder = () => path.join(cacheFolder(), 'running');
