// Row events on their way: transform, then along each route, made to fit the sink table where it is merged of several.
import { TailraceError } from '../diagnostics/index.ts';
import type { ChangeEvent, DataChangeEvent } from '../event/index.ts';
import { type RowCoercion, compileCoercion } from '../schema-evolution/index.ts';
import type { TableId } from '../table/index.ts';
import type { SourceState, Target } from './chain-state.ts';
import { type ChainParts, unknownTable } from './schema-changes.ts';

export function processRow(parts: ChainParts, event: DataChangeEvent, out: ChangeEvent[]): void {
  const state = parts.tables.find(event.table);
  if (state === undefined) throw unknownTable(event.table, event.type);
  const { transform } = state;
  const result = transform === undefined ? event : transform.apply(event, parts.plan.now());
  parts.trace?.transformed({ event, rule: transform?.rule, result });
  if (result === undefined) return;
  for (const target of state.targets) {
    target.coercion ??= coercionTo(parts, state, target);
    const routed = routeRow(result, target.sink.id, target.coercion);
    parts.trace?.routed({ event: result, route: target.route, result: routed });
    out.push(routed);
  }
}

export function coercionTo(parts: ChainParts, state: SourceState, target: Target): RowCoercion {
  const { schema, key } = target.sink;
  if (schema === undefined) {
    throw new TailraceError(
      'sink-table-missing',
      `rows of table ${state.key} go to ${key}, which the sink was never told to create; let create.table through in include.schema.changes`,
      { data: { table: state.key, sinkTable: key } },
    );
  }
  return compileCoercion(state.schema, schema, parts.plan.zone);
}

function routeRow(event: DataChangeEvent, table: TableId, coercion: RowCoercion): DataChangeEvent {
  if (coercion.identity) return { ...event, table };
  switch (event.type) {
    case 'insert':
    case 'replace':
      return { ...event, table, after: coercion.apply(event.after) };
    case 'delete':
      return { ...event, table, before: coercion.apply(event.before) };
    case 'update':
      return {
        ...event,
        table,
        before: coercion.apply(event.before),
        after: coercion.apply(event.after),
      };
  }
}
