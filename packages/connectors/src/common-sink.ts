// What sinks have in common.

/** Every kind of schema change there is. */
export const ALL_SCHEMA_CHANGES: readonly string[] = [
  'create.table',
  'add.column',
  'alter.column.type',
  'drop.column',
  'rename.column',
  'truncate.table',
  'drop.table',
  'alter.table.comment',
];

/** The changes of columns, and the making of tables. */
export const COLUMN_CHANGES: readonly string[] = ALL_SCHEMA_CHANGES.slice(0, 5);
