// + - * / % over numbers. Result types are those of Apache Calcite with Flink CDC's limit on decimal digits; values follow Java:
// integers wrap, integer division cuts, a decimal quotient is cut at the scale of its left side before it is padded (reference: arithmetic).
import {
  addDecimals,
  divideDecimals,
  fitDecimal,
  multiplyDecimals,
  negateDecimal,
  truncateDecimal,
  type Decimal,
  type Value,
} from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { fold, isConstant, isNullable, strict1, strict2 } from './build.ts';
import { bigintCell, decimalCell, numberCell } from './cells.ts';
import { coerce } from './coerce.ts';
import {
  BIGINT,
  commonNumber,
  decimalShape,
  decimalType,
  DOUBLE,
  INT,
  isApproximate,
  isInteger,
  limited,
  withNullable,
} from './data-types.ts';
import { fastArithmetic } from './fast-arithmetic.ts';
import { EvaluationFailure } from './failure.ts';
import type { ArithmeticOperator } from '../syntax/ast.ts';
import type { Scope, Typed } from './typed.ts';

/** Both operands must be numbers. Undefined when a conversion fails, which for numbers does not happen. */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  scope: Scope,
): Typed | undefined {
  const limit = scope.env.decimalPrecision;
  const [a, b] = [limited(left.type, limit), limited(right.type, limit)];
  const isDecimal = (a.kind === 'DECIMAL' || b.kind === 'DECIMAL') && !isApproximate(a) && !isApproximate(b);
  const double = isDecimal ? doubleTwin(operator, left, right, scope) : undefined;
  const shared = { constant: isConstant([left, right]), ...(double === undefined ? {} : { double }) };
  const nullable = isNullable([left, right]);
  if (isDecimal) {
    const decimals = decimalOperation(operator, a, b, limit);
    const [x, y] = [exact(left, a, scope), exact(right, b, scope)];
    if (x === undefined || y === undefined) return undefined;
    const type = withNullable(decimals.type, nullable);
    return { ...shared, type, evaluate: strict2(x.evaluate, y.evaluate, decimals.apply) };
  }
  const type = resultType(operator, a, b, limit);
  const [x, y] = [widen(left, type, scope), widen(right, type, scope)];
  if (x === undefined || y === undefined) return undefined;
  const general = strict2(x.evaluate, y.evaluate, plainOperation(operator, type));
  const evaluate = fastArithmetic(operator, type, { left: x, right: y }, general);
  return { ...shared, type: withNullable(type, nullable), evaluate };
}

/** See Typed: only where a decimal literal is reckoned with its like and with integers. */
function doubleTwin(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  scope: Scope,
): Typed | undefined {
  if (left.double === undefined && right.double === undefined) return undefined;
  const a = left.double ?? left;
  const b = right.double ?? right;
  const isReckoned = (part: Typed): boolean => part.type.kind === 'DOUBLE' || isInteger(part.type);
  return isReckoned(a) && isReckoned(b) ? arithmetic(operator, a, b, scope) : undefined;
}

/** FLOAT with DOUBLE is DOUBLE whichever comes first, and TINYINT or SMALLINT among themselves are INT: Flink cannot compile those. */
function resultType(operator: ArithmeticOperator, a: DataType, b: DataType, limit: number): DataType {
  if (isApproximate(a) && isApproximate(b) && a.kind !== b.kind) return DOUBLE;
  if (isInteger(a) && isInteger(b)) return a.kind === 'BIGINT' || b.kind === 'BIGINT' ? BIGINT : INT;
  return operator === '%' ? DOUBLE : commonNumber(a, b, limit);
}

/** Java's numeric promotion: a FLOAT becomes the DOUBLE of the same value, not of the same digits. */
function widen(part: Typed, to: DataType, scope: Scope): Typed | undefined {
  if (isApproximate(part.type) && isApproximate(to)) return part;
  const wide = coerce(part, to, scope);
  return wide && fold(wide);
}

function exact(part: Typed, type: DataType, scope: Scope): Typed | undefined {
  if (part.type.kind === 'DECIMAL') return part;
  const { precision, scale } = decimalShape(type);
  const decimal = coerce(part, { kind: 'DECIMAL', precision, scale, nullable: true }, scope);
  return decimal && fold(decimal);
}

interface DecimalOperation {
  readonly type: DataType;
  readonly apply: (x: Value, y: Value) => Value;
}

function decimalOperation(
  operator: ArithmeticOperator,
  a: DataType,
  b: DataType,
  limit: number,
): DecimalOperation {
  const [left, right] = [decimalShape(a), decimalShape(b)];
  const type = decimalResult(operator, left, right, limit);
  const { precision, scale } = decimalShape(type);
  const compute = decimalFunction(operator, left.scale);
  return { type, apply: (x, y) => fitDecimal(compute(decimalCell(x), decimalCell(y)), precision, scale) };
}

interface Shape {
  readonly precision: number;
  readonly scale: number;
}

function decimalResult(operator: ArithmeticOperator, a: Shape, b: Shape, limit: number): DataType {
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  switch (operator) {
    case '+':
    case '-':
      return decimalType(whole + Math.max(a.scale, b.scale) + 1, Math.max(a.scale, b.scale), limit);
    case '*':
      return decimalType(a.precision + b.precision, a.scale + b.scale, limit);
    case '/': {
      const digits = Math.min(a.precision - a.scale + b.scale, limit);
      const scale = Math.min(Math.max(6, a.scale + b.precision + 1), limit - digits);
      return decimalType(digits + scale, scale, limit);
    }
    case '%':
      return decimalType(whole + Math.max(a.scale, b.scale), Math.max(a.scale, b.scale), limit);
  }
}

function decimalFunction(
  operator: ArithmeticOperator,
  leftScale: number,
): (x: Decimal, y: Decimal) => Decimal {
  switch (operator) {
    case '+':
      return addDecimals;
    case '-':
      return (x, y) => addDecimals(x, negateDecimal(y));
    case '*':
      return multiplyDecimals;
    case '/':
      return (x, y) => quotient(x, y, leftScale);
    case '%':
      return (x, y) =>
        addDecimals(x, negateDecimal(multiplyDecimals(truncateDecimal(quotient(x, y, 0), 0), y)));
  }
}

function quotient(x: Decimal, y: Decimal, scale: number): Decimal {
  const found = divideDecimals(x, y, scale);
  if (found === undefined) throw new EvaluationFailure('division by zero');
  return found;
}

function plainOperation(operator: ArithmeticOperator, type: DataType): (x: Value, y: Value) => Value {
  if (type.kind === 'BIGINT') return bigintOperation(operator);
  if (type.kind === 'DOUBLE') return doubleOperation(operator);
  if (type.kind === 'FLOAT') {
    const compute = doubleOperation(operator);
    return (x, y) => Math.fround(compute(x, y));
  }
  return intOperation(operator);
}

function intOperation(operator: ArithmeticOperator): (x: Value, y: Value) => number {
  switch (operator) {
    case '+':
      return (x, y) => (numberCell(x) + numberCell(y)) | 0;
    case '-':
      return (x, y) => (numberCell(x) - numberCell(y)) | 0;
    case '*':
      return (x, y) => Math.imul(numberCell(x), numberCell(y));
    case '/':
      return (x, y) => (numberCell(x) / nonZero(numberCell(y))) | 0;
    case '%':
      return (x, y) => (numberCell(x) % nonZero(numberCell(y))) | 0;
  }
}

function nonZero(value: number): number {
  if (value === 0) throw new EvaluationFailure('division by zero');
  return value;
}

function bigintOperation(operator: ArithmeticOperator): (x: Value, y: Value) => bigint {
  const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
  const divisor = (value: Value): bigint => {
    if (value === 0n) throw new EvaluationFailure('division by zero');
    return bigintCell(value);
  };
  switch (operator) {
    case '+':
      return (x, y) => wrap(bigintCell(x) + bigintCell(y));
    case '-':
      return (x, y) => wrap(bigintCell(x) - bigintCell(y));
    case '*':
      return (x, y) => wrap(bigintCell(x) * bigintCell(y));
    case '/':
      return (x, y) => wrap(bigintCell(x) / divisor(y));
    case '%':
      return (x, y) => bigintCell(x) % divisor(y);
  }
}

function doubleOperation(operator: ArithmeticOperator): (x: Value, y: Value) => number {
  switch (operator) {
    case '+':
      return (x, y) => numberCell(x) + numberCell(y);
    case '-':
      return (x, y) => numberCell(x) - numberCell(y);
    case '*':
      return (x, y) => numberCell(x) * numberCell(y);
    case '/':
      return (x, y) => numberCell(x) / numberCell(y);
    case '%':
      return (x, y) => numberCell(x) % numberCell(y);
  }
}

/** Unary minus. Flink has it before literals only; on anything else this is the answer of standard SQL. */
export function negate(part: Typed): Typed {
  const apply = ((): ((x: Value) => Value) => {
    if (part.type.kind === 'DECIMAL') return (x) => negateDecimal(decimalCell(x));
    if (part.type.kind === 'BIGINT') return (x) => BigInt.asIntN(64, -bigintCell(x));
    if (isInteger(part.type)) return (x) => -numberCell(x) | 0;
    return (x) => -numberCell(x);
  })();
  const { type, constant } = part;
  const double = part.double && negate(part.double);
  const wide = isInteger(type) && type.kind !== 'BIGINT' ? withNullable(INT, type.nullable) : type;
  return {
    type: wide,
    constant,
    evaluate: strict1(part.evaluate, apply),
    ...(double === undefined ? {} : { double }),
  };
}
