// The types that expressions compute with: constants, families, and the common type of several operands as Apache Calcite derives it
// with Flink CDC's limits (reference: Flink CDC transform, arithmetic and conditional types).
import { formatDataType, MAX_LENGTH, withNullable, type DataType, type TypeKind } from '../../types/index.ts';

const simple = <K extends 'BOOLEAN' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE' | 'VARIANT'>(
  kind: K,
): { readonly kind: K; readonly nullable: true } => ({ kind, nullable: true });

export const BOOLEAN: DataType = simple('BOOLEAN');
export const INT: DataType = simple('INT');
export const BIGINT: DataType = simple('BIGINT');
export const FLOAT: DataType = simple('FLOAT');
export const DOUBLE: DataType = simple('DOUBLE');
export const DATE: DataType = simple('DATE');
export const VARIANT: DataType = simple('VARIANT');
export const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };

/** Calcite's limits for computed columns: so many bytes, and milliseconds. */
export const MAX_BYTES = 65_536;
const MAX_FRACTION = 3;

const BYTES: DataType = { kind: 'VARBINARY', length: MAX_BYTES, nullable: true };

export function timeType(precision: number): DataType {
  return { kind: 'TIME', precision, nullable: true };
}

export function timestampType(kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ', precision: number): DataType {
  return { kind, precision, nullable: true };
}

export function arrayOf(element: DataType): DataType {
  return { kind: 'ARRAY', element, nullable: true };
}

/** Digits and decimals, each cut to what the precision mode allows. */
export function decimalType(precision: number, scale: number, limit: number): DataType {
  return {
    kind: 'DECIMAL',
    precision: Math.min(precision, limit),
    scale: Math.min(scale, limit),
    nullable: true,
  };
}

const INTEGERS: readonly TypeKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

export function isInteger(type: DataType): boolean {
  return INTEGERS.includes(type.kind);
}

export function isApproximate(type: DataType): boolean {
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE';
}

export function isNumeric(type: DataType): boolean {
  return isInteger(type) || isApproximate(type) || type.kind === 'DECIMAL';
}

export function isText(type: DataType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

export function isBytes(type: DataType): boolean {
  return type.kind === 'BINARY' || type.kind === 'VARBINARY';
}

export function isTimestamp(type: DataType): boolean {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ' || type.kind === 'TIMESTAMP_TZ';
}

/** Types that IF and IFNULL accept side by side: numbers, texts, bytes and moments count as one family each. */
export function familyOf(type: DataType): string {
  if (isNumeric(type)) return 'numeric';
  if (isText(type)) return 'text';
  if (isBytes(type)) return 'bytes';
  return isTimestamp(type) ? 'timestamp' : type.kind;
}

/** A column's type as expressions know it: texts without a length, decimals and moments no finer than the limits. Values keep what they have. */
export function limited(type: DataType, limit: number): DataType {
  switch (type.kind) {
    case 'DECIMAL':
      return { ...decimalType(type.precision, type.scale, limit), nullable: type.nullable };
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
    case 'TIME':
      return { ...type, precision: Math.min(type.precision, MAX_FRACTION) };
    case 'VARBINARY':
      return { ...type, length: Math.min(type.length, MAX_BYTES) };
    case 'CHAR':
    case 'VARCHAR':
      return withNullable(STRING, type.nullable);
    default:
      return type;
  }
}

/** Digits and scale of an exact number seen as a decimal. */
export function decimalShape(type: DataType): { readonly precision: number; readonly scale: number } {
  if (type.kind === 'DECIMAL') return type;
  const digits = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };
  const precision = type.kind in digits ? digits[type.kind as keyof typeof digits] : 19;
  return { precision, scale: 0 };
}

/** The type that two numbers have together: the first of two floating types, the wider of two integers, digits for both decimals. */
export function commonNumber(a: DataType, b: DataType, limit: number): DataType {
  if (isApproximate(a)) return a.kind === 'FLOAT' && b.kind === 'DECIMAL' ? DOUBLE : a;
  if (isApproximate(b)) return a.kind === 'DECIMAL' ? DOUBLE : b;
  if (isInteger(a) && isInteger(b)) return INTEGERS.indexOf(a.kind) >= INTEGERS.indexOf(b.kind) ? a : b;
  const [left, right] = [decimalShape(a), decimalShape(b)];
  const whole = Math.min(Math.max(left.precision - left.scale, right.precision - right.scale), limit);
  const scale = Math.min(Math.max(left.scale, right.scale), limit - whole);
  return decimalType(whole + scale, scale, limit);
}

/** The type that both can be converted to without CAST; undefined when there is none. */
export function commonType(a: DataType, b: DataType, limit: number): DataType | undefined {
  const nullable = a.nullable || b.nullable;
  const found = commonIgnoringNull(a, b, limit);
  return found === undefined ? undefined : withNullable(found, nullable);
}

function commonIgnoringNull(a: DataType, b: DataType, limit: number): DataType | undefined {
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b, limit);
  if (isText(a) && isText(b)) return STRING;
  if (isBytes(a) && isBytes(b)) return a.kind === b.kind ? longer(a, b) : BYTES;
  return (
    commonMoment(a, b) ?? commonNested(a, b, limit) ?? (isUniform(a) && a.kind === b.kind ? a : undefined)
  );
}

/** Kinds without parameters that matter here: two of them are one type. */
function isUniform(type: DataType): boolean {
  return ['BOOLEAN', 'DATE', 'VARIANT', 'ROW'].includes(type.kind);
}

function commonMoment(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'DATE' && b.kind === 'TIMESTAMP') return b;
  if (b.kind === 'DATE' && a.kind === 'TIMESTAMP') return a;
  return (a.kind === 'TIME' || isTimestamp(a)) && a.kind === b.kind ? morePrecise(a, b) : undefined;
}

function commonNested(a: DataType, b: DataType, limit: number): DataType | undefined {
  if (a.kind === 'ARRAY' && b.kind === 'ARRAY') {
    const element = commonType(a.element, b.element, limit);
    return element && arrayOf(element);
  }
  if (a.kind !== 'MAP' || b.kind !== 'MAP') return undefined;
  const key = commonType(a.key, b.key, limit);
  const value = commonType(a.value, b.value, limit);
  return key === undefined || value === undefined ? undefined : { kind: 'MAP', key, value, nullable: true };
}

function longer(a: DataType, b: DataType): DataType {
  return 'length' in a && 'length' in b && b.length > a.length ? b : a;
}

function morePrecise(a: DataType, b: DataType): DataType {
  return 'precision' in a && 'precision' in b && b.precision > a.precision ? b : a;
}

/** How the type is called in messages, nullability aside. */
export function typeName(type: DataType): string {
  return formatDataType(withNullable(type, true));
}

export { withNullable };
