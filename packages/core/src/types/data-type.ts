// The logical types of Flink CDC (contract: change events, "Values"). A type is an immutable value; `nullable` is part of it.

export type DataType =
  | { readonly kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT'; readonly nullable: boolean }
  | { readonly kind: 'FLOAT' | 'DOUBLE' | 'DATE' | 'VARIANT'; readonly nullable: boolean }
  | {
      readonly kind: 'DECIMAL';
      readonly precision: number;
      readonly scale: number;
      readonly nullable: boolean;
    }
  /** STRING is VARCHAR(MAX_LENGTH), BYTES is VARBINARY(MAX_LENGTH). */
  | {
      readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY';
      readonly length: number;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ' | 'TIMESTAMP_TZ';
      readonly precision: number;
      readonly nullable: boolean;
    }
  | { readonly kind: 'ARRAY'; readonly element: DataType; readonly nullable: boolean }
  | { readonly kind: 'MAP'; readonly key: DataType; readonly value: DataType; readonly nullable: boolean }
  | { readonly kind: 'ROW'; readonly fields: readonly RowField[]; readonly nullable: boolean };

export interface RowField {
  readonly name: string;
  readonly type: DataType;
  readonly description?: string;
}

export type TypeKind = DataType['kind'];

/** The length that makes VARCHAR a STRING and VARBINARY a BYTES. */
export const MAX_LENGTH = 2_147_483_647;
