// Rows of a snapshot over a connection that ends at any byte of them, while what came before is being worked on: all of them are there, or it is
// an error. What came until then is no end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFaultyProxy } from './testing/faulty-proxy.ts';
import { startTwoSystems, type TwoSystems } from './testing/two-systems.ts';

const ROWS = 9000;
const FIRST = 255_000;
const STEP = 1_500;
const CUTS = 30;

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems();
});
afterAll(async () => systems.stop());

test.each(['postgres', 'mysql'] as const)(
  'rows of %s over a connection that ends at any byte of them: all, or an error',
  async (system) => {
    await systems.src(system, 'CREATE TABLE cut (id INT PRIMARY KEY, t VARCHAR(200))');
    const numbers = system === 'mysql' ? `seq_1_to_${ROWS}` : `generate_series(1, ${ROWS}) seq`;
    await systems.src(system, `INSERT INTO cut SELECT seq, REPEAT('x', 90) FROM ${numbers}`);
    const proxy = await startFaultyProxy(() => systems.port(system));
    const found: (number | string)[] = [];
    try {
      const source = await systems.source(system, 'cut', proxy.port);
      const signal = AbortSignal.timeout(120_000);
      const tables = await source.discover(signal);
      for (let cut = 0; cut < CUTS; cut += 1) {
        proxy.cutAfter(() => FIRST + cut * STEP, 'end');
        found.push(await readAll());
      }
      proxy.cutAfter(undefined);
      expect(await readAll()).toBe(ROWS);
      await source.cleanUp(signal);
      await source.close();

      async function readAll(): Promise<number | string> {
        const reader = await source.open({ tables, signal });
        let rows = 0;
        try {
          const [table] = tables;
          for (const split of table === undefined ? [] : await reader.splits(table)) {
            for await (const batch of reader.readSplit(split, signal)) {
              rows += batch.rowCount;
              // The sink works on it, and the connection ends meanwhile.
              await new Promise((resolve) => setTimeout(resolve, 30));
            }
          }
          return rows;
        } catch (error) {
          return error instanceof Error ? String(Reflect.get(error, 'code')) : String(error);
        } finally {
          await reader.close();
          await source.cleanUp(signal);
        }
      }
    } finally {
      await proxy.close();
    }
    const lost = system === 'mysql' ? 'mysql-connection-lost' : 'postgres-connection-lost';
    expect(new Set(found)).toEqual(new Set([lost]));
  },
);
