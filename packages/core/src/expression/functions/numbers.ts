// Functions over numbers. The result has the type of the argument; decimals lose their digits after the point or take those asked for.
import {
  decimalToNumber,
  fitDecimal,
  negateDecimal,
  parseDecimal,
  roundDecimal,
  truncateDecimal,
  type Decimal,
  type Value,
} from '../../value/index.ts';
import { javaDoubleText, javaFloatText } from '../cast/java-number-text.ts';
import type { DataType } from '../../types/index.ts';
import { strict1, strict2 } from '../compile/build.ts';
import { bigintCell, decimalCell, numberCell } from '../compile/cells.ts';
import {
  decimalShape,
  decimalType,
  isInteger,
  limited,
  STRING,
  withNullable,
} from '../compile/data-types.ts';
import type { Evaluate } from '../compile/environment.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { overloads, type FunctionCall, type FunctionDef, type Overload } from './function-def.ts';

const NOTHING: Evaluate = () => null;

interface Rounding {
  readonly decimal: (value: Decimal) => Decimal;
  readonly double: (value: number) => number;
}

function argumentType(args: readonly Typed[], scope: Scope): DataType {
  const type = args[0]?.type ?? { kind: 'DOUBLE', nullable: true };
  return limited(type, scope.env.decimalPrecision);
}

function absolute(type: DataType): (value: Value) => Value {
  if (type.kind === 'DECIMAL') {
    return (value) => {
      const found = decimalCell(value);
      const size = found.unscaled < 0n ? negateDecimal(found) : found;
      return fitDecimal(size, type.precision, type.scale);
    };
  }
  if (type.kind === 'BIGINT')
    return (value) => BigInt.asIntN(64, bigintCell(value) < 0n ? -bigintCell(value) : bigintCell(value));
  if (type.kind === 'TINYINT') return (value) => (Math.abs(numberCell(value)) << 24) >> 24;
  if (type.kind === 'SMALLINT') return (value) => (Math.abs(numberCell(value)) << 16) >> 16;
  if (type.kind === 'INT') return (value) => Math.abs(numberCell(value)) | 0;
  return (value) => Math.abs(numberCell(value));
}

/** CEIL and FLOOR. */
function whole(rounding: Rounding): Overload {
  return {
    params: ['number'],
    returns: (args, scope) => {
      const type = argumentType(args, scope);
      return type.kind === 'DECIMAL'
        ? withNullable(decimalType(type.precision, 0, scope.env.decimalPrecision), type.nullable)
        : type;
    },
    build: ([a = NOTHING], { args, scope }) => {
      const type = argumentType(args, scope);
      if (isInteger(type)) return a;
      if (type.kind !== 'DECIMAL') return strict1(a, (value) => rounding.double(numberCell(value)));
      return strict1(a, (value) => fitDecimal(rounding.decimal(decimalCell(value)), type.precision, 0));
    },
  };
}

const STEP: Decimal = { unscaled: 1n, scale: 0 };

function ceiling(value: Decimal): Decimal {
  const cut = truncateDecimal(value, 0);
  return value.unscaled > 0n && roundDecimal(cut, value.scale).unscaled !== value.unscaled
    ? { unscaled: cut.unscaled + STEP.unscaled, scale: 0 }
    : cut;
}

const floor = (value: Decimal): Decimal => negateDecimal(ceiling(negateDecimal(value)));

function roundType(args: readonly Typed[], scope: Scope): DataType {
  const type = argumentType(args, scope);
  if (type.kind !== 'DECIMAL') return withNullable(type, true);
  const digits = args[1]?.literal;
  if (typeof digits !== 'number') return type;
  if (digits >= type.scale) return type;
  const scale = Math.max(0, digits);
  return decimalType(type.precision - type.scale + 1 + scale, scale, scope.env.decimalPrecision);
}

function roundBuild(
  [a = NOTHING, b = NOTHING]: readonly Evaluate[],
  info: { readonly args: readonly Typed[]; readonly scope: Scope },
): Evaluate {
  const type = argumentType(info.args, info.scope);
  if (type.kind === 'DECIMAL') {
    const result = decimalShape(roundType(info.args, info.scope));
    return strict2(a, b, (value, digits) =>
      fitDecimal(
        roundDecimal(decimalCell(value), Math.min(numberCell(digits), type.scale)),
        result.precision,
        result.scale,
      ),
    );
  }
  if (type.kind === 'BIGINT') {
    return strict2(a, b, (value, digits) => {
      const places = numberCell(digits);
      return places >= 0
        ? value
        : BigInt.asIntN(64, roundDecimal({ unscaled: bigintCell(value), scale: 0 }, places).unscaled);
    });
  }
  if (isInteger(type)) {
    return strict2(a, b, (value, digits) => {
      const places = numberCell(digits);
      if (places >= 0) return value;
      return Number(
        BigInt.asIntN(32, roundDecimal({ unscaled: BigInt(numberCell(value)), scale: 0 }, places).unscaled),
      );
    });
  }
  const isFloat = type.kind === 'FLOAT';
  return strict2(a, b, (value, digits) => roundDouble(numberCell(value), numberCell(digits), isFloat));
}

/** By the shortest digits of the number, as Java writes it. */
function roundDouble(value: number, digits: number, isFloat: boolean): number {
  if (!Number.isFinite(value) || digits > 400) return value;
  const exact = parseDecimal(isFloat ? javaFloatText(value) : javaDoubleText(value));
  if (exact === undefined) return value;
  const rounded = decimalToNumber(roundDecimal(exact, digits));
  return isFloat ? Math.fround(rounded) : rounded;
}

function uuid(): string {
  const bytes = Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const compileAbs = overloads([
  {
    params: ['number'],
    returns: argumentType,
    build: ([a = NOTHING], { args, scope }) => strict1(a, absolute(argumentType(args, scope))),
  },
]);

/** Of a decimal literal also as the double that Flink computes with. */
function absOf(call: FunctionCall, scope: Scope): Typed | undefined {
  const result = compileAbs(call, scope);
  const twin = call.args[0]?.double;
  const double = twin && compileAbs({ node: call.node, args: [twin] }, scope);
  return result && double ? { ...result, double } : result;
}

export const NUMBER_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'ABS',
    group: 'number',
    signatures: ['ABS(number)'],
    returns: 'the type of the argument',
    nulls: 'NULL gives NULL',
    summary: 'The number without its sign.',
    examples: [{ expression: 'ABS(-4)', result: '4' }],
    compile: absOf,
  },
  {
    name: 'CEIL',
    aliases: ['CEILING'],
    group: 'number',
    signatures: ['CEIL(number)', 'CEILING(number)'],
    returns: 'the type of the argument, decimals without decimals',
    nulls: 'NULL gives NULL',
    summary: 'The smallest whole number that is not below the argument.',
    examples: [
      { expression: "CEIL(CAST('2.1' AS DOUBLE))", result: '3.0' },
      { expression: "CEIL(CAST('-2.1' AS DECIMAL(5, 2)))", result: '-2' },
    ],
    compile: overloads([whole({ decimal: ceiling, double: Math.ceil })]),
  },
  {
    name: 'FLOOR',
    group: 'number',
    signatures: ['FLOOR(number)'],
    returns: 'the type of the argument, decimals without decimals',
    nulls: 'NULL gives NULL',
    summary: 'The largest whole number that is not above the argument.',
    examples: [
      { expression: "FLOOR(CAST('-2.1' AS DOUBLE))", result: '-3.0' },
      { expression: "FLOOR(CAST('2.9' AS DECIMAL(5, 2)))", result: '2' },
    ],
    compile: overloads([whole({ decimal: floor, double: Math.floor })]),
  },
  {
    name: 'ROUND',
    group: 'number',
    signatures: ['ROUND(number, digits)'],
    returns: 'the type of the argument, decimals with the digits asked for',
    nulls: 'NULL gives NULL',
    summary:
      'Rounds half away from zero to so many digits behind the point, or left of it when they are negative.',
    examples: [
      { expression: "ROUND(CAST('3.14159' AS DOUBLE), 2)", result: '3.14' },
      { expression: 'ROUND(1250, -2)', result: '1300' },
    ],
    compile: overloads([{ params: ['number', 'int'], returns: roundType, build: roundBuild }]),
  },
  {
    name: 'UUID',
    group: 'number',
    signatures: ['UUID()'],
    returns: 'STRING',
    nulls: 'never NULL',
    summary: 'A random UUID of version 4, another one for each row image.',
    examples: [{ expression: 'CHAR_LENGTH(UUID())', result: '36' }],
    compile: overloads([
      { params: [], returns: withNullable(STRING, false), build: () => uuid, volatile: true },
    ]),
  },
];
