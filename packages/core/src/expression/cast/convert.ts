// Which conversions CAST and TRY_CAST have, by source and target type; the same functions serve the casts that Flink CDC inserts.
import type { TimeZone, Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { decimalCell, textCell } from '../compile/cells.ts';
import { isInteger, isNumeric, isText, isTimestamp } from '../compile/data-types.ts';
import { EvaluationFailure } from '../compile/failure.ts';
import { textConverter } from './to-text.ts';
import { parseJavaInteger } from './java-number-text.ts';
import {
  fitsInteger,
  toDecimal,
  toFloating,
  toInteger,
  wrapInteger,
  type Convert,
  type IntegerKind,
} from './to-number.ts';
import { toTimestamp } from './to-timestamp.ts';

export type CastTarget =
  | { readonly kind: 'BOOLEAN' | 'FLOAT' | 'DOUBLE' | 'TEXT' | 'TIMESTAMP' | IntegerKind }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number };

/**
 * The function that converts values (never null) of type `from`; undefined where there is no such conversion. A value that cannot be
 * converted gives null, or EvaluationFailure where Flink fails the row.
 */
export function converter(from: DataType, target: CastTarget, zone: TimeZone): Convert | undefined {
  if (target.kind === 'BOOLEAN') return toBoolean(from);
  if (target.kind === 'TEXT') return textConverter(from);
  if (target.kind === 'TIMESTAMP') {
    return from.kind === 'TIME' || isNumeric(from) ? alwaysFails(from) : toTimestamp(from, zone);
  }
  if (isTimestamp(from)) return () => null;
  if (target.kind === 'FLOAT' || target.kind === 'DOUBLE') return toFloating(target.kind, from);
  return target.kind === 'DECIMAL' ? toDecimal(target, from) : toInteger(target.kind, from);
}

function alwaysFails(from: DataType): Convert {
  return () => {
    throw new EvaluationFailure(`a value of type ${from.kind} is no TIMESTAMP`);
  };
}

function toBoolean(from: DataType): Convert | undefined {
  if (from.kind === 'BOOLEAN') return (value) => value;
  if (from.kind === 'BIGINT') return (value) => value !== 0n;
  if (from.kind === 'DECIMAL') return (value) => decimalCell(value).unscaled !== 0n;
  if (isNumeric(from)) return (value) => value !== 0;
  return isText(from) ? (value) => textCell(value).toLowerCase() === 'true' : undefined;
}

/** TRY_CAST: text is read strictly, and what fails is null. */
export function tryConverter(from: DataType, target: CastTarget, zone: TimeZone): Convert | undefined {
  const strict = isText(from) ? strictFromText(target, from) : undefined;
  const convert = strict ?? converter(from, target, zone);
  if (convert === undefined) return undefined;
  return (value) => {
    try {
      return convert(value);
    } catch (error) {
      if (error instanceof EvaluationFailure) return null;
      throw error;
    }
  };
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0']);

function strictFromText(target: CastTarget, from: DataType): Convert | undefined {
  if (target.kind === 'BOOLEAN') {
    return (value) => {
      const word = textCell(value).toLowerCase();
      return TRUE_WORDS.has(word) ? true : FALSE_WORDS.has(word) ? false : null;
    };
  }
  if (
    target.kind === 'TINYINT' ||
    target.kind === 'SMALLINT' ||
    target.kind === 'INT' ||
    target.kind === 'BIGINT'
  ) {
    const { kind } = target;
    return (value): Value => {
      const whole = parseJavaInteger(textCell(value).trim());
      return whole !== undefined && fitsInteger(kind, whole) ? wrapInteger(kind, whole) : null;
    };
  }
  if (target.kind === 'DECIMAL') {
    const convert = toDecimal(target, from);
    return convert && ((value) => convert(textCell(value).trim()));
  }
  return undefined;
}

/** The target that stands for a type of the type system; undefined where casts do not reach it. */
export function castTargetOf(type: DataType): CastTarget | undefined {
  if (isText(type)) return { kind: 'TEXT' };
  if (type.kind === 'DECIMAL') return { kind: 'DECIMAL', precision: type.precision, scale: type.scale };
  if (
    type.kind === 'BOOLEAN' ||
    type.kind === 'FLOAT' ||
    type.kind === 'DOUBLE' ||
    type.kind === 'TIMESTAMP'
  ) {
    return { kind: type.kind };
  }
  return isInteger(type) ? { kind: integerKind(type) } : undefined;
}

function integerKind(type: DataType): IntegerKind {
  return type.kind === 'TINYINT' || type.kind === 'SMALLINT' || type.kind === 'INT' ? type.kind : 'BIGINT';
}
