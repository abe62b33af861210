// The suite that holds any sink to what the engine relies on, with LOAD DATA and without.
import type { JsonRow } from '@tailrace/core/event';
import { tableId, type TableSchema } from '@tailrace/core/table';
import { describeSink } from '@tailrace/engine/testing';
import type { ResultRow } from '../connect.ts';
import { startMariadbWorld } from '../testing/mariadb-world.ts';

/** The suite's own columns have forms that MySQL prints as the pipeline does. */
function jsonOf(row: ResultRow, { columns }: TableSchema): JsonRow {
  return Object.fromEntries(
    columns.map(({ name }) => {
      const value = row[name] ?? null;
      return [name, value === null || typeof value === 'number' ? value : String(value)];
    }),
  );
}

describe_('mysql', {});
describe_('mysql without LOAD DATA', { 'load-data': 'never' });

function describe_(name: string, options: Readonly<Record<string, string>>): void {
  describeSink(name, async () => {
    const world = await startMariadbWorld();
    let tables = 0;
    return {
      makeSink: async (runId) => world.sink(runId, options),
      freshTable: () => tableId('dst', `t${(tables += 1)}`),
      rows: async (table, schema) => {
        const rows = await world.dst(`SELECT * FROM ${table.parts.join('.')} ORDER BY id`);
        return rows.map((row) => jsonOf(row, schema));
      },
      close: async () => world.stop(),
    };
  });
}
