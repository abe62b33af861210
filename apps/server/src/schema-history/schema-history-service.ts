import type { SchemaColumn, SchemaHistoryService, SchemaMoment } from '../contract/index.ts';
import type { SchemaHistoryStore } from '../storage/index.ts';
import { diffColumns } from './diff-columns.ts';
import { recordedColumns } from './recorded-columns.ts';

export function createSchemaHistoryService(store: SchemaHistoryStore): SchemaHistoryService {
  const schemaAt = (moment: SchemaMoment): { columns: readonly SchemaColumn[]; changedAt: number } | null => {
    const change = store.lastChange(moment);
    if (change === undefined) return null;
    const schema =
      moment.side === 'source'
        ? change.schema
        : change.results.find((result) => result.sinkTable === moment.table)?.schema;
    const columns = recordedColumns(schema);
    return columns === undefined ? null : { columns, changedAt: change.at };
  };
  return {
    list: (filter) => store.list(filter),
    tables: (pipelineId) => store.tables(pipelineId),
    schemaAt,
    diff: ({ from, to, ...table }) =>
      diffColumns(
        schemaAt({ ...table, at: from })?.columns ?? [],
        schemaAt({ ...table, at: to })?.columns ?? [],
      ),
  };
}
