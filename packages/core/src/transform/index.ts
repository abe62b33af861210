export type { BoundFilter } from './bind-filter.ts';
export type { Output } from './bind-projection.ts';
export { besideSource } from './schema-change.ts';
export type { RulePlace, TransformSettings, TransformSpec } from './settings.ts';
export {
  createTableTransform,
  restoreTableTransform,
  type Cell,
  type TableTransform,
} from './table-transform.ts';
