// ARRAY[…], MAP[…] and access by [ ]. Arrays, rows and variant arrays count from 1; what is not there is NULL.
import type { JsonValue, Value } from '../../value/index.ts';
import type { DataType, RowField } from '../../types/index.ts';
import type { Access, Collection } from '../syntax/ast.ts';
import { isConstant, strict2 } from './build.ts';
import { listCell, mapCell, numberCell, variantCell } from './cells.ts';
import { coerce } from './coerce.ts';
import { looseEquality } from './compare.ts';
import { unify } from './conditional.ts';
import { arrayOf, INT, isInteger, isText, typeName, VARIANT, withNullable } from './data-types.ts';
import type { Scope, Typed } from './typed.ts';

export function compileCollection(node: Collection, scope: Scope): Typed | undefined {
  const parts = node.items.map((item) => scope.compile(item));
  const items = parts.filter((part) => part !== undefined);
  if (items.length < parts.length) return undefined;
  const wrong = (why: string): undefined =>
    scope.report('wrong-arguments', node.range, `\`${scope.textOf(node)}\`: ${why}`);
  if (items.length === 0) return wrong(`an ${node.type} needs at least one element.`);
  if (node.type === 'MAP' && items.length % 2 === 1) return wrong('a MAP needs a value for each key.');
  if (items.some((item) => item.type.kind === 'VARIANT'))
    return wrong(`an ${node.type} cannot hold VARIANT values.`);
  const elements = unify(node.type === 'ARRAY' ? items : items.filter((_, at) => at % 2 === 0), scope);
  if (elements === undefined) return wrong('the elements have no common type; cast them.');
  if (node.type === 'ARRAY') {
    const evaluates = elements.parts.map((part) => part.evaluate);
    return {
      type: withNullable(arrayOf(withNullable(elements.type, true)), false),
      constant: isConstant(items),
      evaluate: (row, context) => evaluates.map((evaluate) => evaluate(row, context)),
    };
  }
  const values = unify(
    items.filter((_, at) => at % 2 === 1),
    scope,
  );
  if (values === undefined) return wrong('the values have no common type; cast them.');
  const entries = elements.parts.map((key, at) => [key.evaluate, values.parts[at]?.evaluate] as const);
  return {
    type: {
      kind: 'MAP',
      key: withNullable(elements.type, true),
      value: withNullable(values.type, true),
      nullable: false,
    },
    constant: isConstant(items),
    evaluate: (row, context) =>
      entries.map(([key, value]) => [key(row, context), value?.(row, context) ?? null] as const),
  };
}

interface Reader {
  readonly type: DataType;
  readonly index: Typed;
  readonly read: (container: Value, index: Value) => Value;
}

export function compileAccess(node: Access, scope: Scope): Typed | undefined {
  const container = scope.compile(node.container);
  const index = scope.compile(node.index);
  if (container === undefined || index === undefined) return undefined;
  const reader = readerOf(container, index, scope);
  if (typeof reader === 'string') {
    return scope.report('type-mismatch', node.range, `\`${scope.textOf(node)}\`: ${reader}`);
  }
  return {
    type: withNullable(reader.type, true),
    constant: isConstant([container, index]),
    evaluate: strict2(container.evaluate, reader.index.evaluate, reader.read),
  };
}

/** A text says why there is none. */
function readerOf(container: Typed, index: Typed, scope: Scope): Reader | string {
  const { type } = container;
  switch (type.kind) {
    case 'ARRAY': {
      const position = isPosition(index) ? coerce(index, INT, scope) : undefined;
      if (position === undefined) return 'an array is read by a number, counted from 1.';
      return { type: type.element, index: position, read: (x, y) => listCell(x)[numberCell(y) - 1] ?? null };
    }
    case 'MAP':
      return mapReader(type.key, type.value, index);
    case 'ROW':
      return rowReader(type.fields, index);
    case 'VARIANT':
      if (!isPosition(index) && !isText(index.type)) return 'a VARIANT is read by a key or a position.';
      return { type: VARIANT, index, read: (x, y) => variantMember(variantCell(x).json, y) };
    default:
      return `a ${typeName(type)} has no elements.`;
  }
}

const isPosition = (index: Typed): boolean => index.untypedNull === true || isInteger(index.type);

function mapReader(key: DataType, value: DataType, index: Typed): Reader | string {
  const keys: Typed = { type: key, evaluate: index.evaluate, constant: false };
  const equals = index.untypedNull === true ? () => false : looseEquality(keys, index);
  if (equals === undefined) return `the keys of the map are of type ${typeName(key)}.`;
  const read = (x: Value, y: Value): Value =>
    mapCell(x).find(([candidate]) => candidate !== null && equals(candidate, y))?.[1] ?? null;
  return { type: value, index, read };
}

function rowReader(fields: readonly RowField[], index: Typed): Reader | string {
  const position = typeof index.literal === 'number' ? index.literal : 0;
  const field = fields[position - 1];
  if (field === undefined) return `a row is read by a literal position from 1 to ${fields.length}.`;
  return { type: field.type, index, read: (x) => listCell(x)[position - 1] ?? null };
}

function variantMember(json: JsonValue, key: Value): Value {
  const found = typeof key === 'string' ? memberByName(json, key) : memberAt(json, Number(key));
  return found === undefined || found === null ? null : { json: found };
}

function memberByName(json: JsonValue, key: string): JsonValue | undefined {
  if (json === null || typeof json !== 'object' || isList(json)) return undefined;
  return Object.hasOwn(json, key) ? json[key] : undefined;
}

function memberAt(json: JsonValue, position: number): JsonValue | undefined {
  return isList(json) ? json[position - 1] : undefined;
}

function isList(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}
