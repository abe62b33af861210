import type { DataType } from '../types/data-type.ts';

/** `default` is the expression text as the source's catalogue gives it, never evaluated here. */
export interface Column {
  readonly name: string;
  readonly type: DataType;
  readonly comment?: string;
  readonly default?: string;
}

export interface TableSchema {
  readonly columns: readonly Column[];
  readonly primaryKeys: readonly string[];
  readonly partitionKeys: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly comment?: string;
}
