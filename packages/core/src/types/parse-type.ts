// Reads the text form of a type (contract: change events; Flink CDC's names with the usual SQL synonyms).
import { type DataType, MAX_LENGTH, type RowField } from './data-type.ts';

/** Reads a type such as `DECIMAL(12, 2) NOT NULL`; names ignore case. Undefined when the text is not one type and nothing more. */
export function parseDataType(text: string): DataType | undefined {
  const cursor: Cursor = { text, at: 0 };
  const type = readType(cursor);
  return type !== undefined && take(cursor, END) !== undefined ? type : undefined;
}

interface Cursor {
  readonly text: string;
  at: number;
}

const END = /\s*$/y;
const WORD = /\s*([A-Za-z_]+)/y;
const ARGUMENTS = /\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/y;
const OPEN = /\s*</y;
const CLOSE = /\s*>/y;
const COMMA = /\s*,/y;
const NOT_NULL = /\s*NOT\s+NULL\b/iy;
const NULLABLE = /\s*NULL\b/iy;
const WITH_ZONE = /\s*WITH\s+(LOCAL\s+)?TIME\s+ZONE\b/iy;
const WITHOUT_ZONE = /\s*WITHOUT\s+TIME\s+ZONE\b/iy;
const FIELD_NAME = /\s*(?:`((?:[^`]|``)*)`|([^\s,<>`]+))/y;
const DESCRIPTION = /\s*'((?:[^']|'')*)'/y;

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at = pattern.lastIndex;
  return match;
}

function readType(cursor: Cursor): DataType | undefined {
  const name = take(cursor, WORD)?.[1]?.toUpperCase();
  if (name === undefined) return undefined;
  const bare = readBare(cursor, name);
  if (bare === undefined) return undefined;
  if (take(cursor, NOT_NULL) !== undefined) return { ...bare, nullable: false };
  take(cursor, NULLABLE);
  return bare;
}

/** The type without its nullability. */
function readBare(cursor: Cursor, name: string): DataType | undefined {
  const nullable = true;
  switch (name) {
    case 'ARRAY': {
      const [element] = readNested(cursor, 1) ?? [];
      return element === undefined ? undefined : { kind: 'ARRAY', element, nullable };
    }
    case 'MAP': {
      const [key, value] = readNested(cursor, 2) ?? [];
      return key === undefined || value === undefined ? undefined : { kind: 'MAP', key, value, nullable };
    }
    case 'ROW': {
      const fields = readFields(cursor);
      return fields === undefined ? undefined : { kind: 'ROW', fields, nullable };
    }
    default: {
      const match = take(cursor, ARGUMENTS);
      const args =
        match === undefined
          ? []
          : match
              .slice(1)
              .filter((arg) => arg !== undefined)
              .map(Number);
      return readAtomic(cursor, name, args);
    }
  }
}

/** Types without arguments, by name. */
const PLAIN: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ...(['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DATE', 'VARIANT'] as const).map(
    (kind): [string, DataType] => [kind, { kind, nullable: true }],
  ),
  ['INTEGER', { kind: 'INT', nullable: true }],
  ['STRING', { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true }],
  ['BYTES', { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true }],
]);

function readAtomic(cursor: Cursor, name: string, args: readonly number[]): DataType | undefined {
  const [first, second] = args;
  const plain = PLAIN.get(name);
  if (plain !== undefined) return args.length === 0 ? plain : undefined;
  if (name === 'DECIMAL' || name === 'DEC' || name === 'NUMERIC') return decimal(first ?? 10, second ?? 0);
  if (args.length > 1) return undefined;
  const sized = SIZED.find((kind) => kind === name);
  return sized === undefined ? readTemporal(cursor, name, first) : withLength(sized, first ?? 1);
}

const SIZED = ['CHAR', 'VARCHAR', 'BINARY', 'VARBINARY'] as const;

function withLength(kind: (typeof SIZED)[number], length: number): DataType | undefined {
  return length >= 1 && length <= MAX_LENGTH ? { kind, length, nullable: true } : undefined;
}

function decimal(precision: number, scale: number): DataType | undefined {
  const valid = precision >= 1 && precision <= 38 && scale <= precision;
  return valid ? { kind: 'DECIMAL', precision, scale, nullable: true } : undefined;
}

function readTemporal(cursor: Cursor, name: string, argument: number | undefined): DataType | undefined {
  const nullable = true;
  const precision = argument ?? (name === 'TIME' ? 0 : 6);
  if (precision > 9) return undefined;
  switch (name) {
    case 'TIME':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return { kind: name, precision, nullable };
    case 'TIMESTAMP': {
      const zone = take(cursor, WITH_ZONE);
      if (zone === undefined) take(cursor, WITHOUT_ZONE);
      const kind =
        zone === undefined ? 'TIMESTAMP' : zone[1] === undefined ? 'TIMESTAMP_TZ' : 'TIMESTAMP_LTZ';
      return { kind, precision, nullable };
    }
    default:
      return undefined;
  }
}

function readNested(cursor: Cursor, count: number): DataType[] | undefined {
  if (take(cursor, OPEN) === undefined) return undefined;
  const types: DataType[] = [];
  while (types.length < count) {
    if (types.length > 0 && take(cursor, COMMA) === undefined) return undefined;
    const type = readType(cursor);
    if (type === undefined) return undefined;
    types.push(type);
  }
  return take(cursor, CLOSE) === undefined ? undefined : types;
}

function readFields(cursor: Cursor): RowField[] | undefined {
  if (take(cursor, OPEN) === undefined) return undefined;
  const fields: RowField[] = [];
  if (take(cursor, CLOSE) !== undefined) return fields;
  do {
    const name = take(cursor, FIELD_NAME);
    const type = name === undefined ? undefined : readType(cursor);
    if (name === undefined || type === undefined) return undefined;
    const description = take(cursor, DESCRIPTION)?.[1]?.replaceAll("''", "'");
    fields.push({
      name: name[1]?.replaceAll('``', '`') ?? name[2] ?? '',
      type,
      ...(description === undefined ? {} : { description }),
    });
  } while (take(cursor, COMMA) !== undefined);
  return take(cursor, CLOSE) === undefined ? undefined : fields;
}
