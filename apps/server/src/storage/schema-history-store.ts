// Every schema change that a run met, for good: the history is not pruned while its pipeline lives.
import type { SchemaChangeRecord } from '@tailrace/engine/api';
import * as z from 'zod';
import type { SchemaHistoryEntry, SchemaHistoryFilter, SchemaHistoryTable } from '../contract/index.ts';
import type { Database, SqlValue } from './database.ts';
import { jsonOf } from './json.ts';

export interface SchemaHistoryStore {
  add(change: { runId: string; pipelineId: string; at: number; record: SchemaChangeRecord }): void;
  list(filter: SchemaHistoryFilter): SchemaHistoryEntry[];
  tables(pipelineId?: string): SchemaHistoryTable[];
  /** The newest change at or before `at` that concerns the table on that side. */
  lastChange(request: {
    pipelineId: string;
    table: string;
    side: 'source' | 'sink';
    at: number;
  }): SchemaHistoryEntry | undefined;
  /** Changes since a moment, by pipeline id. */
  countSince(at: number): Map<string, number>;
}

const entryRow = z
  .object({
    id: z.number(),
    run_id: z.string(),
    pipeline_id: z.string(),
    pipeline_name: z.string(),
    at: z.number(),
    record: jsonOf<SchemaChangeRecord>(),
  })
  .transform((row): SchemaHistoryEntry => ({
    ...row.record,
    id: row.id,
    runId: row.run_id,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    at: row.at,
  }));

const tableRow = z
  .object({
    pipeline_id: z.string(),
    pipeline_name: z.string(),
    source_table: z.string(),
    changes: z.number(),
    last_at: z.number(),
    sink_tables: jsonOf<string[]>(),
  })
  .transform((row): SchemaHistoryTable => ({
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    sourceTable: row.source_table,
    sinkTables: row.sink_tables,
    changes: row.changes,
    lastAt: row.last_at,
  }));

const SELECT = `SELECT c.id, c.run_id, c.pipeline_id, p.name AS pipeline_name, c.at, c.record
  FROM schema_changes c JOIN pipelines p ON p.id = c.pipeline_id`;
const IN_RESULTS = 'EXISTS (SELECT 1 FROM schema_change_results r WHERE r.change_id = c.id AND';

export function createSchemaHistoryStore(database: Database): SchemaHistoryStore {
  return {
    add: ({ runId, pipelineId, at, record }) =>
      database.transaction(() => {
        const { lastId } = database.run(
          'INSERT INTO schema_changes (run_id, pipeline_id, at, kind, source_table, record) VALUES (?, ?, ?, ?, ?, ?)',
          runId,
          pipelineId,
          at,
          record.kind,
          record.sourceTable,
          JSON.stringify(record),
        );
        for (const result of record.results) {
          database.run(
            'INSERT INTO schema_change_results (change_id, sink_table, outcome) VALUES (?, ?, ?)',
            lastId,
            result.sinkTable,
            result.outcome,
          );
        }
      }),
    list: (filter) => {
      const { where, values } = conditions(filter);
      return database.all(
        entryRow,
        `${SELECT} ${where} ORDER BY c.id DESC LIMIT ?`,
        ...values,
        filter.limit ?? 100,
      );
    },
    tables: (pipelineId) =>
      database.all(
        tableRow,
        `SELECT c.pipeline_id, p.name AS pipeline_name, c.source_table, count(*) AS changes, max(c.at) AS last_at,
          (SELECT json_group_array(DISTINCT r.sink_table) FROM schema_change_results r JOIN schema_changes d ON d.id = r.change_id
            WHERE d.pipeline_id = c.pipeline_id AND d.source_table = c.source_table) AS sink_tables
         FROM schema_changes c JOIN pipelines p ON p.id = c.pipeline_id
         WHERE ?1 IS NULL OR c.pipeline_id = ?1
         GROUP BY c.pipeline_id, c.source_table ORDER BY p.name, c.source_table`,
        pipelineId ?? null,
      ),
    lastChange: ({ pipelineId, table, side, at }) =>
      database.get(
        entryRow,
        `${SELECT} WHERE c.pipeline_id = ? AND c.at <= ? AND ${side === 'source' ? 'c.source_table = ?' : `${IN_RESULTS} r.sink_table = ?)`}
         ORDER BY c.id DESC LIMIT 1`,
        pipelineId,
        at,
        table,
      ),
    countSince: (at) =>
      new Map(
        database
          .all(
            z.object({ pipeline_id: z.string(), changes: z.number() }),
            'SELECT pipeline_id, count(*) AS changes FROM schema_changes WHERE at >= ? GROUP BY pipeline_id',
            at,
          )
          .map((row) => [row.pipeline_id, row.changes]),
      ),
  };
}

function conditions(filter: SchemaHistoryFilter): { where: string; values: SqlValue[] } {
  const parts: [string, SqlValue[]][] = [];
  if (filter.pipelineId !== undefined) parts.push(['c.pipeline_id = ?', [filter.pipelineId]]);
  if (filter.table !== undefined)
    parts.push([`(c.source_table = ? OR ${IN_RESULTS} r.sink_table = ?))`, [filter.table, filter.table]]);
  if (filter.kind !== undefined) parts.push(['c.kind = ?', [filter.kind]]);
  if (filter.outcome !== undefined) parts.push([`${IN_RESULTS} r.outcome = ?)`, [filter.outcome]]);
  if (filter.before !== undefined) parts.push(['c.id < ?', [filter.before]]);
  return {
    where: parts.length === 0 ? '' : `WHERE ${parts.map(([sql]) => sql).join(' AND ')}`,
    values: parts.flatMap(([, values]) => values),
  };
}
