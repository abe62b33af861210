// One table read again because somebody asked, in all four directions, while rows are written: what had gone wrong in the sink is mended, and
// the run goes on. What cannot be read again is said, and nothing else comes of it.
import { isDeepStrictEqual } from 'node:util';
import { runPipeline, type RunHandle, type RunRequest } from '@tailrace/engine';
import type { RunEvent, RunMetrics } from '@tailrace/engine/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIRECTIONS, startTwoSystems, type System, type TwoSystems } from './testing/two-systems.ts';

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems();
});
afterAll(async () => systems.stop());

interface Followed {
  readonly handle: RunHandle;
  readonly logged: readonly string[];
  /** What the run tells beforehand of why this table cannot be read again. */
  readonly obstacle: (table: string) => string | undefined;
}

function follow(request: RunRequest): Followed {
  const { until: _, ...following } = request;
  const logged: string[] = [];
  let tables: RunMetrics['tables'] = {};
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'log') logged.push(event.message);
    if (event.type === 'metrics') ({ tables } = event.metrics);
  };
  const handle = runPipeline({ ...following, onEvent });
  return { handle, logged, obstacle: (table) => tables[table]?.retakeObstacle };
}

async function reaches(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not in 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Five hundred rows with even ids. */
async function makeTable(from: System, table: string, key: string): Promise<void> {
  await systems.src(from, `DROP TABLE IF EXISTS ${table}`);
  await systems.src(from, `CREATE TABLE ${table} (id INT ${key}, a VARCHAR(20), at TIMESTAMP(3) NULL)`);
  const rows = Array.from({ length: 500 }, (_, at) => `(${at * 2}, 'row ${at}', NULL)`);
  await systems.src(from, `INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

const sourceName = (from: System, table: string): string => `${from === 'mysql' ? 'src' : 'public'}.${table}`;

describe.each(DIRECTIONS)('%s to %s', (from, to) => {
  test('rows that went wrong in the sink are right again, under load', async () => {
    await makeTable(from, 'again', 'PRIMARY KEY');
    const { handle, obstacle } = follow(systems.request(from, to, 'again'));
    await reaches('streaming', () => handle.state() === 'streaming');
    const there = systems.sinkTable(from, to, 'again');
    await systems.dst(to, `DELETE FROM ${there} WHERE id < 100`);
    await systems.dst(to, `UPDATE ${there} SET a = 'spoilt' WHERE id >= 100`);
    const load = (async () => {
      for (let write = 0; write < 60; write += 1) {
        await systems.src(from, `UPDATE again SET a = 'w${write}' WHERE id = ${(write * 14) % 1000}`);
        await systems.src(from, `DELETE FROM again WHERE id = ${(write * 14 + 6) % 1000}`);
        await systems.src(from, `INSERT INTO again VALUES (${write * 2 + 1}, 'odd', NULL)`);
      }
    })();
    expect(obstacle(sourceName(from, 'again'))).toBeUndefined();
    handle.retake(sourceName(from, 'again'));
    await load;
    await reaches('equal rows', async () => {
      const [source, sink] = [await systems.there(from, 'again'), await systems.here(from, to, 'again')];
      return isDeepStrictEqual(source.rows, sink.rows);
    });
    expect(handle.state()).toBe('streaming');
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });
});

describe.each(['postgres', 'mysql'] as const)('what cannot be read again of %s', (from) => {
  test('a table without a key, and one that the run does not have: it is said, and the run goes on', async () => {
    await makeTable(from, 'keyless', '');
    if (from === 'postgres') await systems.src(from, 'ALTER TABLE keyless REPLICA IDENTITY FULL');
    const { handle, logged, obstacle } = follow(systems.request(from, 'postgres', 'keyless'));
    const name = sourceName(from, 'keyless');
    await reaches('that it is told', () => obstacle(name)?.startsWith('it has no primary key') === true);
    handle.retake(name);
    handle.retake('no.such_table');
    await reaches('both refusals', () => logged.some((line) => line.includes('no.such_table')));
    expect(logged.join('\n')).toContain(
      `The rows of ${name} would have to be read again (somebody asked for it), but it has no primary key`,
    );
    expect(logged.join('\n')).toContain('no.such_table cannot be read again: it is no table of this run');
    await systems.src(from, "INSERT INTO keyless VALUES (7, 'later', NULL)");
    await reaches('the row that came later', async () =>
      (await systems.here(from, 'postgres', 'keyless')).rows.has(7),
    );
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });

  test('a table whose rule filters rows: it is told before anybody asks, and refused for the same reason', async () => {
    await makeTable(from, 'filtered', 'PRIMARY KEY');
    const name = sourceName(from, 'filtered');
    const request = systems.request(from, 'postgres', 'filtered');
    const rule = `transform:\n  - source-table: ${name}\n    filter: id > 10\npipeline:`;
    const { handle, logged, obstacle } = follow({
      ...request,
      text: request.text.replace('pipeline:', rule),
    });
    await reaches('that it is told', () => obstacle(name) !== undefined);
    expect(obstacle(name)).toContain('filter');
    handle.retake(name);
    await reaches('the refusal', () => logged.some((line) => line.includes(obstacle(name) ?? '–')));
    expect(await handle.stop({ cleanUp: true })).toEqual({ state: 'stopped' });
  });
});
