// The sink's server dies again and again while rows and altered tables come: nothing is lost, and nothing comes twice.
import { runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTwoSystems, type TwoSystems } from './testing/two-systems.ts';

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems();
});
afterAll(async () => systems.stop());

const pg = async (sql: string): Promise<unknown> => systems.src('postgres', sql);

/** Tables with a key and without: in the second one a row that came twice shows. */
test.each([
  ['keyed', 'id INT PRIMARY KEY'],
  ['keyless', 'id INT'],
])('PostgreSQL to MariaDB, a %s table, over five crashes of MariaDB', async (name, id) => {
  await pg(`CREATE TABLE ${name} (${id}, a TEXT); ALTER TABLE ${name} REPLICA IDENTITY FULL`);
  await pg(`INSERT INTO ${name} SELECT n, 'first ' || n FROM generate_series(1, 5000) n`);
  const request = systems.request('postgres', 'mysql', name);
  const { until: _, ...following } = request;
  const handle = runPipeline(following);
  let next = 10_000;
  for (let crash = 0; crash < 5; crash += 1) {
    const crashed = systems.crashMariadb();
    for (let at = 0; at < 20; at += 1) {
      await pg(
        `BEGIN; INSERT INTO ${name} (id, a) SELECT n, 'in ' || n FROM generate_series(${next}, ${next + 49}) n;
         UPDATE ${name} SET a = 'up ${next}' WHERE id = ${next + 3}; DELETE FROM ${name} WHERE id = ${next + 7}; COMMIT`,
      );
      next += 50;
    }
    // In the midst of a transaction: what comes before it is committed by MySQL's own ALTER.
    await pg(
      `BEGIN; INSERT INTO ${name} (id, a) VALUES (${next}, 'before'); ALTER TABLE ${name} ADD COLUMN c${crash} INT; INSERT INTO ${name} (id, a, c${crash}) VALUES (${next + 1}, 'after', ${crash}); COMMIT`,
    );
    next += 50;
    await crashed;
  }
  expect(await handle.stop()).toEqual({ state: 'stopped' });
  expect(await runPipeline(request).done).toEqual({ state: 'finished' });
  const [there, here] = [
    await systems.there('postgres', name),
    await systems.here('postgres', 'mysql', name),
  ];
  expect(here.rows).toEqual(there.rows);
  expect(here.count).toBe(there.count);
});
