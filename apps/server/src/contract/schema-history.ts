import type { SchemaChangeRecord } from '@tailrace/engine/api';

export type SchemaChangeOutcome = SchemaChangeRecord['results'][number]['outcome'];

export interface SchemaHistoryEntry extends SchemaChangeRecord {
  readonly id: number;
  readonly runId: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly at: number;
}

export interface SchemaHistoryFilter {
  readonly pipelineId?: string | undefined;
  /** Source or sink table. */
  readonly table?: string | undefined;
  readonly kind?: string | undefined;
  readonly outcome?: SchemaChangeOutcome | undefined;
  /** Entries with a smaller id: the next page. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export interface SchemaHistoryTable {
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly sourceTable: string;
  readonly sinkTables: readonly string[];
  readonly changes: number;
  readonly lastAt: number;
}

export interface SchemaColumn {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
  readonly comment?: string;
  readonly default?: string;
}

export interface SchemaMoment {
  readonly pipelineId: string;
  readonly table: string;
  readonly side: 'source' | 'sink';
  readonly at: number;
}

export interface ColumnDifference {
  readonly column: string;
  readonly change: 'added' | 'removed' | 'changed' | 'same';
  readonly before?: SchemaColumn;
  readonly after?: SchemaColumn;
}

export interface SchemaHistoryService {
  /** Newest first. */
  list(filter: SchemaHistoryFilter): readonly SchemaHistoryEntry[];
  tables(pipelineId?: string): readonly SchemaHistoryTable[];
  /** null: nothing known of the table at that moment. */
  schemaAt(
    moment: SchemaMoment,
  ): { readonly columns: readonly SchemaColumn[]; readonly changedAt: number } | null;
  /** Columns of both moments in the order of the later one, removed ones where they stood. */
  diff(request: {
    pipelineId: string;
    table: string;
    side: 'source' | 'sink';
    from: number;
    to: number;
  }): readonly ColumnDifference[];
}
