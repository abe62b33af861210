// A network that passes nothing on without a word, while a snapshot is read and between a run and its sink: it is noticed, and the run goes on
// when it is well again. A server that is silent because it works is waited for.
import { runPipeline, type RunHandle } from '@tailrace/engine';
import type { RunEvent } from '@tailrace/engine/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFaultyProxy, type FaultyProxy } from './testing/faulty-proxy.ts';
import { differing, startTwoSystems, type System, type TwoSystems } from './testing/two-systems.ts';
import { retriedCodes } from './testing/retried-codes.ts';

const patience = { timeout: 90_000, interval: 200 };
const SYSTEMS = ['postgres', 'mysql'] as const;

let systems: TwoSystems;
let proxies: FaultyProxy[] = [];
beforeAll(async () => {
  systems = await startTwoSystems({ 'max-allowed-packet': '128M' });
});
afterAll(async () => systems.stop());

interface Running {
  readonly handle: RunHandle;
  retried(): readonly string[];
}

interface Way {
  readonly from: System;
  readonly to: System;
  readonly table: string;
  /** Which side's server the proxy stands before. */
  readonly before: 'source' | 'sink';
}

/** Until it is stopped; a server that gives no sign of life is asked about after three seconds. */
function start({ from, to, table, before }: Way, proxy: FaultyProxy): Running {
  const events: RunEvent[] = [];
  const { until: _, text, ...request } = systems.request(from, to, table);
  const [source = '', sink = ''] = text.split(/^(?=sink:)/mu);
  const through = (section: string): string =>
    section.replace(/ {2}port: \d+\n/u, `  port: ${proxy.port}\n  connect.timeout: 3s\n`);
  const handle = runPipeline({
    ...request,
    text: before === 'source' ? through(source) + sink : source + through(sink),
    retry: { initialMs: 100, maxMs: 500, attempts: 100 },
    onEvent: (event) => events.push(event),
  });
  return {
    handle,
    retried: () => retriedCodes(events),
  };
}

const proxyBefore = async (system: System): Promise<FaultyProxy> => {
  const proxy = await startFaultyProxy(() => systems.port(system));
  proxies.push(proxy);
  return proxy;
};

async function makeTable(system: System, table: string, rows: number): Promise<void> {
  const numbers = system === 'mysql' ? `seq_1_to_${rows}` : `generate_series(1, ${rows}) seq`;
  await systems.src(system, `CREATE TABLE ${table} (id INT PRIMARY KEY, n INT, t VARCHAR(2000))`);
  await systems.src(system, `INSERT INTO ${table} SELECT seq, 0, REPEAT('x', 500) FROM ${numbers}`);
}

async function becomesEqual({ from, to, table }: Way): Promise<void> {
  const difference = async (): Promise<unknown> => {
    const there = await systems.there(from, table);
    const here = await systems.here(from, to, table).catch(() => undefined);
    return { more: (here?.count ?? 0) - there.count, wrong: differing(there, here).length };
  };
  await expect.poll(difference, patience).toEqual({ more: 0, wrong: 0 });
}

async function ends({ handle }: Running): Promise<void> {
  expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  for (const proxy of proxies) await proxy.close();
  proxies = [];
}

const streams = async ({ handle }: Running): Promise<void> =>
  expect.poll(() => handle.state(), patience).toBe('streaming');

const lost = (system: System): string => `${system}-connection-lost`;

test.each(SYSTEMS)('while a snapshot of %s is read: noticed, and read on when it is well', async (from) => {
  const way: Way = { from, to: 'postgres', table: 'taken', before: 'source' };
  await makeTable(from, way.table, 20_000);
  const proxy = await proxyBefore(from);
  proxy.silenceAfter(2_000_000);
  const run = start(way, proxy);
  await expect.poll(() => run.retried(), patience).toContain(lost(from));
  proxy.silence(false);
  await becomesEqual(way);
  await ends(run);
});

test.each(SYSTEMS)('a connection to the source %s that a firewall forgot is made anew', async (from) => {
  const way: Way = { from, to: 'postgres', table: 'half', before: 'source' };
  await makeTable(from, way.table, 20_000);
  const proxy = await proxyBefore(from);
  proxy.silenceAfter(2_000_000);
  const run = start(way, proxy);
  await expect.poll(() => proxy.isSilent, { ...patience, interval: 10 }).toBe(true);
  proxy.forget();
  proxy.silence(false);
  await becomesEqual(way);
  expect(run.retried()).toContain(lost(from));
  await ends(run);
});

test.each(SYSTEMS)('between a run and its sink %s: noticed, and written on when it is well', async (to) => {
  const way: Way = { from: 'postgres', to, table: `written_${to}`, before: 'sink' };
  await makeTable(way.from, way.table, 100);
  const proxy = await proxyBefore(to);
  const run = start(way, proxy);
  await streams(run);
  proxy.silence(true);
  await systems.src(way.from, `UPDATE ${way.table} SET n = 1`);
  await expect.poll(() => run.retried(), patience).toContain(lost(to));
  proxy.silence(false);
  await becomesEqual(way);
  await ends(run);
});

test.each(SYSTEMS)('a connection to the sink %s that a firewall forgot is made anew', async (to) => {
  const way: Way = { from: 'postgres', to, table: `forgotten_${to}`, before: 'sink' };
  await makeTable(way.from, way.table, 100);
  const proxy = await proxyBefore(to);
  const run = start(way, proxy);
  await streams(run);
  proxy.forget();
  await systems.src(way.from, `UPDATE ${way.table} SET n = 1`);
  await becomesEqual(way);
  expect(run.retried()).toContain(lost(to));
  await ends(run);
});

test.each(SYSTEMS)('a sink %s that is silent behind a lock is waited for', async (to) => {
  const way: Way = { from: 'postgres', to, table: `locked_${to}`, before: 'sink' };
  await makeTable(way.from, way.table, 100);
  const proxy = await proxyBefore(to);
  const run = start(way, proxy);
  await streams(run);
  await becomesEqual(way);
  const target = systems.sinkTable(way.from, to, way.table);
  const [lock, free] =
    to === 'mysql'
      ? [`LOCK TABLES ${target} READ`, 'UNLOCK TABLES']
      : [`BEGIN; LOCK TABLE ${target} IN ACCESS EXCLUSIVE MODE`, 'COMMIT'];
  await systems.dst(to, lock);
  const before = proxy.made;
  await systems.src(way.from, `UPDATE ${way.table} SET n = 1`);
  // Each question is a connection of its own.
  await expect.poll(() => proxy.made - before, patience).toBeGreaterThanOrEqual(3);
  await systems.dst(to, free);
  await becomesEqual(way);
  expect(run.retried()).toEqual([]);
  await ends(run);
});
