// A table's definition as the schema that the pipeline sees.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { Column, TableSchema } from '@tailrace/core/table';
import type { TableDefinition } from '../ddl/index.ts';
import { dataTypeOf, type TypeOptions } from './data-type.ts';

export interface SchemaOptions extends TypeOptions {
  /** `include-comments.enabled` */
  readonly comments: boolean;
}

/** Throws `unsupported-column-type`, naming table (as text) and column. */
export function tableSchema(definition: TableDefinition, table: string, options: SchemaOptions): TableSchema {
  const columns = definition.columns.map((column): Column => {
    const type = dataTypeOf(column, options);
    if (type === undefined) {
      throw new TailraceError(
        'unsupported-column-type',
        `Table ${table}, column ${column.name}: the type ${column.type.name} cannot be read. Leave the table out with tables.exclude, or change the column's type.`,
        { data: { table, column: column.name, type: column.type.name } },
      );
    }
    return {
      name: column.name,
      type,
      ...(options.comments && column.comment !== undefined ? { comment: column.comment } : {}),
      ...(column.default === undefined ? {} : { default: column.default }),
    };
  });
  return {
    columns,
    primaryKeys: definition.primaryKey,
    partitionKeys: [],
    options: {},
    ...(options.comments && definition.comment !== undefined ? { comment: definition.comment } : {}),
  };
}
