// Tables altered while rows are written, in all four directions: in the end the sink has the source's rows and columns.
import { runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIRECTIONS, startTwoSystems, type System, type TwoSystems } from './testing/two-systems.ts';

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems();
});
afterAll(async () => systems.stop());

/** What is altered, and the columns that rows have from then on. */
const STEPS: readonly (readonly [Readonly<Record<System, string>>, readonly string[]])[] = [
  [
    {
      postgres: "ALTER TABLE t ADD COLUMN note text NOT NULL DEFAULT 'none', ADD COLUMN n integer DEFAULT 5",
      mysql: "ALTER TABLE t ADD COLUMN note TEXT NOT NULL DEFAULT 'none' AFTER id, ADD n INT DEFAULT 5",
    },
    ['a', 'note', 'n'],
  ],
  [
    { postgres: 'ALTER TABLE t RENAME COLUMN a TO title', mysql: 'ALTER TABLE t CHANGE a title VARCHAR(20)' },
    ['title', 'note', 'n'],
  ],
  [
    {
      postgres: 'ALTER TABLE t ALTER COLUMN n TYPE bigint, ALTER COLUMN title TYPE varchar(90)',
      mysql: 'ALTER TABLE t MODIFY n BIGINT, MODIFY title VARCHAR(90)',
    },
    ['title', 'note', 'n'],
  ],
  [{ postgres: 'ALTER TABLE t DROP COLUMN note', mysql: 'ALTER TABLE t DROP note' }, ['title', 'n']],
];

const value = (column: string, at: number): string => (column === 'n' ? String(at) : `'${column} ${at}'`);

/** Inserts, updates and deletes, twenty transactions. */
async function load(from: System, columns: readonly string[], first: number): Promise<void> {
  for (let at = first; at < first + 20; at += 1) {
    const rows = [0, 1, 2].map(
      (n) => `(${at * 10 + n}, ${columns.map((column) => value(column, at)).join(', ')})`,
    );
    const sets = columns.map((column) => `${column} = ${value(column, -at)}`).join(', ');
    await systems.src(from, 'BEGIN');
    await systems.src(from, `INSERT INTO t (id, ${columns.join(', ')}) VALUES ${rows.join(', ')}`);
    await systems.src(from, `UPDATE t SET ${sets} WHERE id % 7 = ${at % 7}`);
    await systems.src(from, `DELETE FROM t WHERE id = ${at * 10 + 2}`);
    await systems.src(from, 'COMMIT');
  }
}

/** A look at the sink fails where its table is altered at that moment. */
const hasArrived = async (from: System, to: System, id: number): Promise<boolean> =>
  systems.here(from, to, 't').then(
    ({ rows }) => rows.has(id),
    () => false,
  );

describe.each(DIRECTIONS)('%s to %s', (from, to) => {
  test('columns come, go, and get other names and types while rows are written', async () => {
    await systems.src(from, 'DROP TABLE IF EXISTS t');
    await systems.src(from, 'CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20))');
    await load(from, ['a'], 0);
    const request = systems.request(from, to, 't');
    const { until: _, ...following } = request;
    const handle = runPipeline(following);
    while (handle.state() !== 'streaming' && handle.state() !== 'failed')
      await new Promise((resolve) => setTimeout(resolve, 20));
    let first = 100;
    for (const [statement, columns] of STEPS) {
      await systems.src(from, statement[from]);
      await load(from, columns, first);
      first += 100;
      // A change that alters rows has the table read again, which another one that comes meanwhile would stop.
      while (handle.state() !== 'failed' && !(await hasArrived(from, to, (first - 81) * 10))) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    expect(await handle.stop()).toEqual({ state: 'stopped' });
    await load(from, ['title', 'n'], first);
    expect(await runPipeline(request).done).toEqual({ state: 'finished' });
    const [there, here] = [await systems.there(from, 't'), await systems.here(from, to, 't')];
    expect(new Set(here.schema.columns.map(({ name }) => name))).toEqual(new Set(['id', 'title', 'n']));
    expect(here.rows).toEqual(there.rows);
    expect(there.rows.size).toBe(240);
  });
});
