// What tests of the sink write with: tables, schemas and events in few words, and a writer that is closed in the end.
import { must } from '@tailrace/core/assert';
import type { DataChangeEvent } from '@tailrace/core/event';
import { tableId, type TableId, type TableSchema } from '@tailrace/core/table';
import { parseDataType } from '@tailrace/core/types';
import type { Row, Value } from '@tailrace/core/value';
import type { SinkWriter, WriteContext } from '@tailrace/engine/api';
import type { MariadbWorld } from '../../testing/mariadb-world.ts';

let used = 0;
export const freshTable = (): TableId => tableId('dst', `t${(used += 1)}`);
export const nameOf = (table: TableId): string =>
  table.parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');

export function schema(
  columns: Readonly<Record<string, string>>,
  primaryKeys: readonly string[] = ['id'],
): TableSchema {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type: must(parseDataType(type), type) })),
    primaryKeys,
    partitionKeys: [],
    options: {},
  };
}

export const PAIR = schema({ id: 'INT NOT NULL', a: 'STRING' });

export const context = (of: TableSchema, upsertInserts = false): WriteContext => ({
  upsertInserts,
  schemaOf: () => of,
});
export const insert = (table: TableId, ...after: Value[]): DataChangeEvent => ({
  type: 'insert',
  table,
  after,
});
export const update = (table: TableId, before: Row, after: Row): DataChangeEvent => ({
  type: 'update',
  table,
  before,
  after,
});
export const create = async (writer: SinkWriter, table: TableId, of: TableSchema) =>
  writer.applySchemaChange({ type: 'create.table', table, schema: of }, undefined);

export async function useWriter<T>(
  world: MariadbWorld,
  use: (writer: SinkWriter) => Promise<T>,
  {
    runId = `run-${(used += 1)}`,
    options = {},
  }: { readonly runId?: string; readonly options?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const writer = await world.sink(runId, options).open({ signal: AbortSignal.timeout(60_000) });
  try {
    return await use(writer);
  } finally {
    await writer.close();
  }
}
