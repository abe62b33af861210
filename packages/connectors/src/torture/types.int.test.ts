// Every type at its limits, through whole runs between PostgreSQL and MariaDB in all four directions: by the snapshot and by the log. What
// arrives is read back by the source connector of the sink's own system and is the same value, but for the conversions that the sinks'
// descriptors declare.
import type { Column } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import { runPipeline } from '@tailrace/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIRECTIONS, startTwoSystems, type System, type TwoSystems } from './testing/two-systems.ts';
import { MYSQL_TYPES, POSTGRES_TYPES, type TypeCase } from './testing/type-cases.ts';

let systems: TwoSystems;
beforeAll(async () => {
  systems = await startTwoSystems();
});
afterAll(async () => systems.stop());

const CASES = { postgres: POSTGRES_TYPES, mysql: MYSQL_TYPES } as const;

/** Those types, and values of them, that the sink has a place for. */
const casesFor = (from: System, to: System): readonly TypeCase[] =>
  CASES[from]
    .filter(({ not }) => not !== to)
    .map(({ type, values, only }) => ({
      type,
      values: only === undefined || only.to === to ? values : [...values, ...only.values],
    }));

/** Rows with each column's values one below the other, NULL where it has no more of them. */
async function fill(
  system: System,
  table: string,
  cases: readonly TypeCase[],
  firstId: number,
): Promise<void> {
  const depth = Math.max(...cases.map(({ values }) => values.length)) + 1;
  for (let row = 0; row < depth; row += 1) {
    const values = cases.map(({ type, values: each }) => {
      const value = each[row];
      if (value === undefined) return 'NULL';
      return system === 'postgres' ? `(${value})::${type}` : value;
    });
    await systems.src(system, `INSERT INTO ${table} VALUES (${firstId + row}, ${values.join(', ')})`);
  }
}

/** What a declared conversion makes of a value; everything else arrives as it is. */
function arrived(value: JsonValue, { type }: Column, to: System): JsonValue {
  if (value === null) return null;
  // The instant in UTC, in a DATETIME.
  if (to === 'mysql' && type.kind === 'TIMESTAMP_LTZ') {
    return typeof value === 'string' ? value.replace(/Z$/u, '') : value;
  }
  if (to === 'postgres' && type.kind === 'CHAR' && typeof value === 'string') {
    return value + ' '.repeat(type.length - Array.from(value).length);
  }
  if (to === 'mysql' && type.kind === 'ARRAY') return JSON.stringify(value);
  return value;
}

const QUOTES: Readonly<Record<System, string>> = { postgres: '"', mysql: '`' };

describe.each(DIRECTIONS)('%s to %s', (from, to) => {
  test('every type, by the snapshot and by the log', async () => {
    const cases = casesFor(from, to);
    const name = `types_to_${to}`;
    const quote = QUOTES[from];
    const columns = cases.map(
      ({ type }, at) => `${quote}c${at}${quote} ${type}${from === 'mysql' ? ' NULL' : ''}`,
    );
    await systems.src(from, `CREATE TABLE ${name} (id INT PRIMARY KEY, ${columns.join(', ')})`);
    await fill(from, name, cases, 1);
    const request = systems.request(from, to, name);
    expect(await runPipeline(request).done).toEqual({ state: 'finished' });
    // The same values once more, by the log alone.
    await fill(from, name, cases, 1001);
    await systems.src(from, `UPDATE ${name} SET id = id + 5000 WHERE id > 1000`);
    expect(await runPipeline(request).done).toEqual({ state: 'finished' });

    const [there, here] = [await systems.there(from, name), await systems.here(from, to, name)];
    expect(here.rows.size).toBe(there.rows.size);
    const wrong: string[] = [];
    for (const [id, row] of there.rows) {
      for (const [at, column] of there.schema.columns.entries()) {
        const expected = arrived(row[column.name] ?? null, column, to);
        const found = here.rows.get(id)?.[column.name] ?? null;
        if (JSON.stringify(found) === JSON.stringify(expected)) continue;
        const type = at === 0 ? 'id' : (cases[at - 1]?.type ?? '');
        wrong.push(
          `${JSON.stringify(id)} ${type}: ${JSON.stringify(expected)} came as ${JSON.stringify(found)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(there.rows.size).toBeGreaterThan(6);
  });
});
