// Conversions without CAST: operands of arithmetic, branches of CASE, arguments of functions.
import type { Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { converter, castTargetOf } from '../cast/convert.ts';
import { strict1 } from './build.ts';
import { bigintCell, decimalCell, listCell, mapCell, numberCell } from './cells.ts';
import { commonType, isInteger, isText, limited } from './data-types.ts';
import type { Scope, Typed } from './typed.ts';
import { decimalToNumber } from '../../value/index.ts';

type Convert = (value: Value) => Value;

/** Whether a cell of type `from` is already what `to` holds. */
function sameCells(from: DataType, to: DataType): boolean {
  if (isText(from) && isText(to)) return true;
  if (isInteger(from) && isInteger(to)) return (from.kind === 'BIGINT') === (to.kind === 'BIGINT');
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') return sameCells(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP')
    return sameCells(from.key, to.key) && sameCells(from.value, to.value);
  return from.kind === to.kind;
}

function cellConverter(from: DataType, to: DataType, scope: Scope): Convert | undefined {
  if (sameCells(from, to)) return (value) => value;
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') {
    const element = cellConverter(from.element, to.element, scope);
    return element && ((value) => listCell(value).map((item) => (item === null ? null : element(item))));
  }
  if (from.kind === 'MAP' && to.kind === 'MAP') {
    const [key, entry] = [cellConverter(from.key, to.key, scope), cellConverter(from.value, to.value, scope)];
    if (key === undefined || entry === undefined) return undefined;
    const orNull = (convert: Convert, value: Value): Value => (value === null ? null : convert(value));
    return (value) => mapCell(value).map(([k, v]) => [orNull(key, k), orNull(entry, v)] as const);
  }
  const target = castTargetOf(to);
  return target && converter(from, target, scope.zone);
}

/** The part as a value of another type, by the rules of CAST; undefined where those have no way. */
export function coerce(part: Typed, to: DataType, scope: Scope): Typed | undefined {
  const type: DataType = { ...to, nullable: part.type.nullable || to.nullable };
  if (part.untypedNull === true) return { ...part, type: { ...to, nullable: true }, untypedNull: false };
  if (to.kind === 'DOUBLE' && part.double !== undefined) return coerce(part.double, to, scope);
  if (sameCells(part.type, to)) return { ...part, type };
  const convert = cellConverter(part.type, to, scope);
  if (convert === undefined) return undefined;
  const { evaluate, constant } = part;
  return { type, evaluate: strict1(evaluate, convert), constant };
}

/** The type all parts have together, bare NULLs aside; undefined when there is none. */
export function commonTypeOf(parts: readonly Typed[], limit: number): DataType | undefined {
  let common: DataType | undefined;
  for (const part of parts) {
    if (part.untypedNull === true) continue;
    const type = limited(part.type, limit);
    common = common === undefined ? type : commonType(common, type, limit);
    if (common === undefined) return undefined;
  }
  return common;
}

/** Any number as a double, for comparisons across number types. */
export function asDouble(type: DataType): (value: Value) => number {
  if (type.kind === 'BIGINT') return (value) => Number(bigintCell(value));
  if (type.kind === 'DECIMAL') return (value) => decimalToNumber(decimalCell(value));
  return numberCell;
}
