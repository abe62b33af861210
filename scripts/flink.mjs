// `pnpm flink up | down | status`: a Flink cluster and a Kafka broker on this machine, for trials and tests.
// `run` keeps a cluster in the foreground until standard input ends, `kafka` a broker, whose records `topic` writes and reads; `prepare` only
// brings what is needed; `check` says what is missing; `parse` holds documents to Flink CDC's own parser; `operator` brings the API of the
// Kubernetes operator and says where its jar is.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bring, missingTools } from './flink/cache.mjs';
import {
  cdcJarsIn,
  jarsIn,
  parserClassPath,
  prepareFlink,
  startCluster,
  stateFolder,
} from './flink/cluster.mjs';
import { startKafka, topicClassPath } from './flink/kafka.mjs';
import { readCall, refuseCall } from './lib/read-call.mjs';

const say = (line) => console.error(line);
const stateFile = () => path.join(stateFolder(), 'state.json');

function readState() {
  try {
    return JSON.parse(readFileSync(stateFile(), 'utf8'));
  } catch {
    return {};
  }
}

/** Whether the process of that id is still the one that we started: ids are given anew. */
function isOurs({ pid, marker } = {}) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
  } catch {
    return false;
  }
}

const describe = (state) =>
  [
    ['Flink', state.cluster, ({ rest }) => rest],
    ['Kafka', state.kafka, ({ address }) => address],
  ].map(
    ([name, one, where]) =>
      `${name}: ${isOurs(one) ? `${where(one)} (pid ${one.pid}, log ${one.log})` : 'not running'}`,
  );

async function up() {
  const state = readState();
  const prepared = prepareFlink(say);
  mkdirSync(stateFolder(), { recursive: true });
  const keep = (part, started, where) => {
    started.child.unref();
    state[part] = { pid: started.pid, log: started.log, ...where };
    writeFileSync(stateFile(), JSON.stringify(state, null, 2));
  };
  if (!isOurs(state.cluster)) {
    const folder = path.join(stateFolder(), 'flink');
    rmSync(folder, { recursive: true, force: true });
    const cluster = await startCluster(folder, { prepared });
    keep('cluster', cluster, { rest: cluster.rest, marker: 'OneJvmCluster' });
  }
  if (!isOurs(state.kafka)) {
    const folder = path.join(stateFolder(), 'kafka');
    rmSync(folder, { recursive: true, force: true });
    const kafka = await startKafka(folder, say);
    keep('kafka', kafka, { address: kafka.address, marker: 'kafka.Kafka' });
  }
  for (const line of describe(state)) console.log(line);
  console.log(`Flink CDC ${prepared.cdcVersion}: ${prepared.cdcJars}`);
  console.log(
    `Try: tailrace launch FILE --engine flink --rest ${state.cluster.rest} --jars ${prepared.cdcJars}`,
  );
}

async function down() {
  const state = readState();
  for (const part of [state.cluster, state.kafka]) {
    if (!isOurs(part)) continue;
    process.kill(part.pid, 'SIGTERM');
    for (let tenths = 0; isOurs(part) && tenths < 150; tenths += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (isOurs(part)) process.kill(part.pid, 'SIGKILL');
  }
  rmSync(stateFolder(), { recursive: true, force: true });
  console.log('Flink and Kafka are down.');
}

/** Prints one line of JSON when the cluster can be asked, and goes when standard input ends or on SIGTERM. */
async function run({ folder, port, slots, set, lib, light }) {
  const prepared = prepareFlink(say);
  const place = folder ?? mkdtempSync(path.join(tmpdir(), 'tailrace-flink-'));
  const settings = Object.fromEntries(
    set.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
  const cluster = await startCluster(place, {
    prepared,
    port: Number(port),
    slots: Number(slots),
    settings,
    hold: true,
    light,
    ...(lib ? { libJars: cdcJarsIn(prepared.cdcJars) } : {}),
  });
  const { pid, rest, log, printed } = cluster;
  console.log(
    JSON.stringify({
      pid,
      rest,
      log,
      printed,
      folder: place,
      jars: prepared.cdcJars,
      cdcVersion: prepared.cdcVersion,
      flinkLib: prepared.lib,
    }),
  );
  const end = () => {
    cluster.child.kill('SIGTERM');
    setTimeout(() => cluster.child.kill('SIGKILL'), 10_000).unref();
  };
  process.stdin.on('end', end).on('error', end).resume();
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  await new Promise((resolve) => cluster.child.once('exit', resolve));
  if (folder === undefined) rmSync(place, { recursive: true, force: true });
  process.exit(0);
}

/** As `run`, of a broker: prints its address. */
async function kafka() {
  const place = mkdtempSync(path.join(tmpdir(), 'tailrace-kafka-'));
  const { child, address } = await startKafka(place, say);
  console.log(JSON.stringify({ address }));
  const end = () => child.kill('SIGKILL'); // its folder goes with it
  process.stdin.on('end', end).on('error', end).resume();
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(place, { recursive: true, force: true });
  process.exit(0);
}

/** What java/Topic.java takes: records into a topic, or out of it. */
function topic() {
  const args = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', topicClassPath(say), 'Topic'];
  const { status } = spawnSync('java', [...args, ...positionals.slice(1)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

/** Documents on standard input, a line of base64 each; for each a line, "ok" or why Flink CDC's own parser refuses it. */
function parse() {
  const { status } = spawnSync('java', ['-cp', parserClassPath(say), 'ParseDocuments'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

const USAGE = `pnpm flink up | down | status
  up       starts a Flink cluster and a Kafka broker on loopback, and says where
  down     stops both
  status   says what runs

For tests and scripts:
  run      a cluster in the foreground, until standard input ends
           [--folder DIR] [--port N] [--slots N] [--set KEY=VALUE]… [--lib] [--light]
  kafka    a broker in the foreground; topic write|read ADDRESS NAME … writes and reads its records
  prepare  brings what a cluster needs; check says what is missing on this machine
  parse    holds documents to Flink CDC's own parser; operator says where the jar of the Kubernetes operator is

FLINK_CDC_HOME names a release of Flink CDC to use instead of what Maven has.`;

const { values, positionals } = readCall(USAGE, {
  folder: { type: 'string' },
  port: { type: 'string', default: '0' },
  slots: { type: 'string', default: '4' },
  set: { type: 'string', multiple: true, default: [] },
  lib: { type: 'boolean', default: false },
  light: { type: 'boolean', default: false },
});
const [command] = positionals;
const COMMANDS = {
  up,
  down,
  run: () => run(values),
  parse,
  kafka,
  topic,
  operator: () => console.log(jarsIn(bring('flink-kubernetes-operator-1.10.0', say))[0]),
  prepare: () => console.log(JSON.stringify(prepareFlink(say))),
  status: () => {
    for (const line of describe(existsSync(stateFile()) ? readState() : {})) console.log(line);
  },
  check: () => {},
};
if (command === undefined) refuseCall('A command is missing.', USAGE);
if (!Object.hasOwn(COMMANDS, command)) refuseCall(`There is no command ${command}.`, USAGE);
const missing = command === 'down' || command === 'status' ? [] : missingTools();
for (const line of missing) console.error(line);
if (missing.length > 0) process.exit(1);
try {
  await COMMANDS[command]();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
