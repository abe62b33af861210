// MySQL's column types as types of the pipeline: the mapping of Flink CDC's MySQL source ("Data Type Mapping"). What Flink CDC has no type for
// and refuses is read here where it has a text or bytes of its own: VECTOR, and MariaDB's UUID, INET4 and INET6.
import { MAX_LENGTH, type DataType } from '@tailrace/core/types';
import type { ColumnDefinition } from '../ddl/index.ts';

export interface TypeOptions {
  /** `treat-tinyint1-as-boolean.enabled` */
  readonly tinyint1AsBoolean: boolean;
}

type Bare = DataType extends infer T ? (T extends DataType ? Omit<T, 'nullable'> : never) : never;

const STRING: Bare = { kind: 'VARCHAR', length: MAX_LENGTH };
const BYTES: Bare = { kind: 'VARBINARY', length: MAX_LENGTH };
const UINT64: Bare = { kind: 'DECIMAL', precision: 20, scale: 0 };

const GEOMETRY = new Set([
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
]);

export const isGeometry = (typeName: string): boolean => GEOMETRY.has(typeName);

/** Undefined for a type that cannot be read. */
export function dataTypeOf(column: ColumnDefinition, options: TypeOptions): DataType | undefined {
  const bare = numberType(column, options) ?? textType(column) ?? temporalType(column);
  return bare === undefined ? undefined : ({ ...bare, nullable: column.nullable } as DataType);
}

/** By name: signed, unsigned. */
const INTEGERS: Readonly<Record<string, readonly [Bare, Bare]>> = {
  tinyint: [{ kind: 'TINYINT' }, { kind: 'SMALLINT' }],
  smallint: [{ kind: 'SMALLINT' }, { kind: 'INT' }],
  mediumint: [{ kind: 'INT' }, { kind: 'INT' }],
  year: [{ kind: 'INT' }, { kind: 'INT' }],
  int: [{ kind: 'INT' }, { kind: 'BIGINT' }],
  bigint: [{ kind: 'BIGINT' }, UINT64],
};

function numberType({ type }: ColumnDefinition, { tinyint1AsBoolean }: TypeOptions): Bare | undefined {
  if (type.name === 'tinyint' && type.length === 1 && tinyint1AsBoolean) return { kind: 'BOOLEAN' };
  const integer = INTEGERS[type.name];
  if (integer !== undefined) return integer[type.unsigned === true || type.zerofill === true ? 1 : 0];
  if (type.name === 'float') return { kind: type.length === undefined ? 'FLOAT' : 'DOUBLE' };
  if (type.name === 'double') return { kind: 'DOUBLE' };
  if (type.name !== 'decimal') return undefined;
  const [precision, scale] = [type.length ?? 10, type.decimals ?? 0];
  return precision > 38 ? STRING : { kind: 'DECIMAL', precision, scale };
}

const STRINGS = new Set([
  'uuid',
  'inet4',
  'inet6',
  'enum',
  'json',
  'tinytext',
  'text',
  'mediumtext',
  'longtext',
  ...GEOMETRY,
]);

function textType({ type }: ColumnDefinition): Bare | undefined {
  if (STRINGS.has(type.name)) return STRING;
  if (type.name === 'vector' || type.name.endsWith('blob')) return BYTES;
  const length = type.length ?? 1;
  switch (type.name) {
    case 'bit':
      return length === 1 ? { kind: 'BOOLEAN' } : { kind: 'BINARY', length: (length + 7) >> 3 };
    case 'char':
      return { kind: 'CHAR', length: Math.max(length, 1) };
    case 'varchar':
      return length === 0 ? STRING : { kind: 'VARCHAR', length };
    case 'binary':
      return { kind: 'BINARY', length: Math.max(length, 1) };
    case 'varbinary':
      return length === 0 ? BYTES : { kind: 'VARBINARY', length };
    case 'set':
      return { kind: 'ARRAY', element: { ...STRING, nullable: true } as DataType };
    default:
      return undefined;
  }
}

function temporalType({ type }: ColumnDefinition): Bare | undefined {
  const precision = type.length ?? 0;
  switch (type.name) {
    case 'date':
      return { kind: 'DATE' };
    case 'time':
      return { kind: 'TIME', precision };
    case 'datetime':
      return { kind: 'TIMESTAMP', precision };
    case 'timestamp':
      return { kind: 'TIMESTAMP_LTZ', precision };
    default:
      return undefined;
  }
}
