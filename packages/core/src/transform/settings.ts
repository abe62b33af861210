// What a transform rule is computed with, besides the rule itself.
import type { TableId } from '../table/index.ts';
import type { DataType } from '../types/index.ts';

/** The fields of a transform rule that decide what becomes of rows. */
export interface TransformSpec {
  readonly sourceTable: string;
  readonly projection?: string;
  readonly filter?: string;
  readonly primaryKeys?: readonly string[];
  readonly partitionKeys?: readonly string[];
  readonly tableOptions?: Readonly<Record<string, string>>;
  readonly converter?: 'SOFT_DELETE';
}

export interface TransformSettings {
  /** Metadata columns that the source offers, besides those of Flink CDC itself. */
  readonly metadata: readonly { readonly name: string; readonly type: DataType }[];
  readonly decimalPrecision: 19 | 38;
  readonly timeZone: string;
  readonly userFunctions: readonly string[];
  readonly models: readonly string[];
}

/** Where a rule stands, for messages. */
export interface RulePlace {
  /** Index in the document. */
  readonly rule: number;
  readonly table: TableId;
}
