export { MAX_LENGTH, type DataType, type RowField, type TypeKind } from './data-type.ts';
export { equalIgnoringNullability, equalTypes, withNullable } from './equal-types.ts';
export { formatDataType } from './format-type.ts';
export { digitsTogether, leastCommonType } from './least-common-type.ts';
export { parseDataType } from './parse-type.ts';
