// Columns that are not in the row: those of Flink CDC itself, and what the source tells of an event (reference: metadata columns).
import { namespaceName, schemaName, tableName } from '../../table/index.ts';
import type { Value } from '../../value/index.ts';
import { converter, castTargetOf } from '../cast/convert.ts';
import { STRING, withNullable } from './data-types.ts';
import type { Evaluate, VisibleColumn } from './environment.ts';
import { EvaluationFailure } from './failure.ts';
import type { Scope, Typed } from './typed.ts';

const BUILT_IN: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ['__namespace_name__', (_row, { table }) => namespaceName(table) ?? null],
  ['__schema_name__', (_row, { table }) => schemaName(table) ?? null],
  ['__table_name__', (_row, { table }) => tableName(table)],
  ['__data_event_type__', (_row, { op }) => op],
]);

export const METADATA_NAMES: readonly string[] = [...BUILT_IN.keys()];

export function metadataColumn(name: string, scope: Scope): Typed | undefined {
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) {
    return { type: withNullable(STRING, false), evaluate: builtIn, constant: false, keepsNotNull: true };
  }
  const column = scope.env.metadata.find((candidate) => candidate.name === name);
  return (
    column && {
      type: column.type,
      evaluate: fromMeta(column, scope),
      constant: false,
      keepsNotNull: !column.type.nullable,
    }
  );
}

function fromMeta(column: VisibleColumn, scope: Scope): Evaluate {
  const target = castTargetOf(column.type);
  const convert = target && converter(STRING, target, scope.zone);
  return (_row, { meta }): Value => {
    const text = meta[column.name];
    if (text !== undefined) return convert === undefined ? text : convert(text);
    throw new EvaluationFailure(
      `the event carries no \`${column.name}\`; list it in metadata.list of the source`,
    );
  };
}
