import { tableId } from '@tailrace/core/table';
import { describeSink } from '@tailrace/engine/testing';
import { createMemoryTables, type MemoryTables } from './memory-tables.ts';
import { createValuesSink } from './sink.ts';

describeSink('values in memory', async () => {
  const runs = new Map<string, MemoryTables>();
  let tables = 0;
  return {
    makeSink: async (runId) => {
      const memory = runs.get(runId) ?? createMemoryTables();
      runs.set(runId, memory);
      return createValuesSink(
        { options: { 'print.enabled': 'false' }, runId, timeZone: 'UTC', log: () => undefined },
        { memory },
      );
    },
    freshTable: () => tableId('s', `t${(tables += 1)}`),
    rows: async (table) => [...runs.values()].flatMap((memory) => memory.rows(table.parts.join('.'))),
    close: async () => undefined,
  };
});
