// What a chain knows of the tables that have come by: of each source table its schema before and behind its transform, of each sink
// table its schema and which source tables it is fed from.
import { type TableId, type TableSchema, formatTableId } from '../table/index.ts';
import type { RowCoercion } from '../schema-evolution/index.ts';
import type { TableTransform } from '../transform/index.ts';

export interface SourceState {
  readonly id: TableId;
  readonly key: string;
  /** Columns as its create.table gave them: the same once more is a repetition. */
  created: TableSchema;
  dropped: boolean;
  source: TableSchema;
  /** Behind the transform. */
  schema: TableSchema;
  transform: TableTransform | undefined;
  readonly targets: readonly Target[];
}

/** One way of a source table's rows, by one route. */
export interface Target {
  readonly route: number | undefined;
  readonly sink: SinkState;
  /** Made when a row needs it; dropped when a schema at either end changes. */
  coercion: RowCoercion | undefined;
}

export interface SinkState {
  readonly id: TableId;
  readonly key: string;
  /** Undefined until the sink has been told of the table. */
  schema: TableSchema | undefined;
  dropped: boolean;
  /** Source tables that feed it, in the order in which they came. */
  readonly sources: SourceState[];
}

export interface ChainTables {
  readonly sources: Map<string, SourceState>;
  readonly sinks: Map<string, SinkState>;
  find(id: TableId): SourceState | undefined;
}

export function createTables(): ChainTables {
  const sources = new Map<string, SourceState>();
  // Sources tend to hand out the same id object with every event of a table.
  const known = new WeakMap<TableId, SourceState>();
  return {
    sources,
    sinks: new Map(),
    find: (id) => {
      const quick = known.get(id);
      if (quick !== undefined) return quick;
      const state = sources.get(formatTableId(id));
      if (state !== undefined) known.set(id, state);
      return state;
    },
  };
}

export function sinkState(tables: ChainTables, id: TableId): SinkState {
  const key = formatTableId(id);
  const known = tables.sinks.get(key);
  if (known !== undefined) return known;
  const state: SinkState = { id, key, schema: undefined, dropped: false, sources: [] };
  tables.sinks.set(key, state);
  return state;
}

/** After a change of a schema at either end of it. */
export function forgetCoercions(state: SourceState): void {
  for (const target of state.targets) target.coercion = undefined;
}
