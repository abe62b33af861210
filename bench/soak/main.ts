// `pnpm soak [--minutes 60] [--change-seconds 60]`: two runs under mixed load with a schema change a minute. Memory, handles and the log that the
// source keeps must stay flat, and at the end each sink has its source's rows. Exits with 1 where one of that does not hold.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSystems, type Lane } from './lanes.ts';
import { makeTable, startLoad, type SoakLoad } from './load.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    'change-seconds': { type: 'string', default: '60' },
  },
});
const LASTS_MS = Number(values.minutes) * 60_000;
const LOOK_MS = 5_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const pause = async (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Look {
  readonly rss: number;
  readonly handles: number;
  readonly retained: number | undefined;
}

interface Going {
  readonly lane: Lane;
  readonly child: ChildProcess;
  readonly load: SoakLoad;
  readonly looks: Look[];
  output(): string;
}

async function begin(lane: Lane, folder: string): Promise<Going> {
  await makeTable(lane);
  const file = path.join(folder, `${lane.name}.yaml`);
  writeFileSync(file, lane.document);
  const args = ['packages/cli/dist/tailrace.mjs', 'run', file, '--state', path.join(folder, lane.name)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...lane.env },
  });
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output = `${output}${chunk.toString()}`.slice(-20_000);
  });
  return {
    lane,
    child,
    load: startLoad(lane, Number(values['change-seconds']) * 1000),
    looks: [],
    output: () => output,
  };
}

async function look({ lane, child, looks }: Going): Promise<void> {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  looks.push({
    rss: Number(/VmRSS:\s*(\d+)/u.exec(status)?.[1]) / 1024,
    handles: readdirSync(`/proc/${child.pid}/fd`).length,
    retained: await lane.retained(),
  });
}

/** The sink has all that the source had when the load ended. */
async function settle(going: Going): Promise<void> {
  const { lane, load } = going;
  await load.stop();
  const mark = 900_000_000;
  await lane.write(`INSERT INTO soak (id, amount) VALUES (${mark}, 0)`);
  const until = Date.now() + 120_000;
  while (!(await lane.hasArrived(mark))) {
    if (Date.now() > until) throw new Error(`${lane.name}: the last row did not arrive within two minutes`);
    await pause(200);
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The last third against the one in the middle: the first has the warming up. */
function complaints({ lane, looks }: Going): readonly string[] {
  const third = Math.floor(looks.length / 3);
  const parts = [looks.slice(third, 2 * third), looks.slice(2 * third)] as const;
  const grew = (
    what: string,
    of: (look: Look) => number | undefined,
    allowed: (before: number) => number,
  ) => {
    const [before, after] = parts.map((part) => median(part.flatMap((one) => of(one) ?? [])));
    say(`${lane.name}: ${what}: ${before?.toFixed(1)} in the second third, ${after?.toFixed(1)} in the last`);
    return (after ?? 0) > allowed(before ?? 0) ? [`${lane.name}: ${what} grew`] : [];
  };
  return [
    ...grew(
      'resident MB',
      (one) => one.rss,
      (before) => before * 1.15,
    ),
    ...grew(
      'handles',
      (one) => one.handles,
      (before) => before + 2,
    ),
    ...grew(
      'MB of log kept',
      (one) => one.retained,
      (before) => before * 1.5 + 32,
    ),
  ];
}

async function differences({ lane, load }: Going): Promise<readonly string[]> {
  const columns = load.columns();
  const [there, here] = [await lane.there(columns), await lane.here(columns)];
  const wrong = there.findIndex((line, at) => line !== here[at]);
  say(
    `${lane.name}: ${load.transactions()} transactions, ${load.changes()} schema changes, ${there.length} rows there, ${here.length} here, columns ${columns.join(', ')}`,
  );
  if (wrong < 0 && there.length === here.length) return [];
  return [`${lane.name}: row ${wrong}: ${there[wrong]} there, ${here[wrong]} here`];
}

const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-soak-'));
const systems = await startSystems();
const all: Going[] = [];
const wrong: string[] = [];
try {
  for (const lane of systems.lanes) all.push(await begin(lane, folder));
  const began = Date.now();
  let said = began;
  while (Date.now() - began < LASTS_MS) {
    await pause(LOOK_MS);
    for (const going of all) {
      if (going.child.exitCode !== null)
        throw new Error(`${going.lane.name}: the run ended:\n${going.output().slice(-2000)}`);
      await look(going);
    }
    if (Date.now() - said < 60_000) continue;
    said = Date.now();
    const words = all.map(({ lane, looks, load }) => {
      const last = looks.at(-1);
      return `${lane.name} ${last?.rss.toFixed(0)} MB, ${last?.handles} handles, ${last?.retained?.toFixed(1) ?? '-'} MB kept, ${load.transactions()} transactions, ${load.changes()} changes`;
    });
    say(`${Math.round((said - began) / 60_000)} min: ${words.join('; ')}`);
  }
  for (const going of all) await settle(going);
  for (const going of all) wrong.push(...complaints(going), ...(await differences(going)));
} catch (error) {
  wrong.push(error instanceof Error ? error.message : String(error));
} finally {
  for (const { child } of all) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
  await systems.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const line of wrong) say(`✗ ${line}`);
say(wrong.length === 0 ? '✓ flat, and equal at the end' : `${wrong.length} things are wrong`);
process.exit(wrong.length === 0 ? 0 : 1);
