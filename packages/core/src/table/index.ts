export { compilePattern, type CompiledPattern, type Pattern, type PatternMatch } from './java-pattern.ts';
export { compileSelector, type Selector, type SelectorFault } from './selector.ts';
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
