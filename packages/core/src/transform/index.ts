export type { BoundFilter } from './bind-filter.ts';
export type { Output } from './bind-projection.ts';
export type { Cell } from './project-row.ts';
export { besideSource } from './schema-change.ts';
export type { RulePlace, TransformSettings, TransformSpec } from './settings.ts';
export { createTableTransform, restoreTableTransform, type TableTransform } from './table-transform.ts';
