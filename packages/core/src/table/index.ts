export {
  formatTableId,
  namespaceName,
  parseTableId,
  schemaName,
  tableId,
  tableName,
  type TableId,
} from './table-id.ts';
export type { Column, TableSchema } from './table-schema.ts';
