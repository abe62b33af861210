// Functions over arrays, maps and rows.
import { must } from '../../assert/index.ts';
import type { Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { isConstant, strict1 } from '../compile/build.ts';
import { listCell } from '../compile/cells.ts';
import { looseEquality, type Equals } from '../compile/compare.ts';
import { BOOLEAN, INT, isText, STRING, typeName, withNullable } from '../compile/data-types.ts';
import { EvaluationFailure } from '../compile/failure.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { overloads, reportCount, type FunctionCall, type FunctionDef } from './function-def.ts';
import { NOTHING } from './text-arguments.ts';

function elementType(type: DataType): DataType {
  return type.kind === 'ARRAY' ? withNullable(type.element, true) : STRING;
}

function onlyElement(value: Value): Value {
  const items = listCell(value);
  if (items.length > 1)
    throw new EvaluationFailure(`ELEMENT takes an array of one element, and there are ${items.length}`);
  return items[0] ?? null;
}

function row(call: FunctionCall, scope: Scope): Typed | undefined {
  const { args } = call;
  if (args.length === 0) return reportCount(call, scope);
  const fields = args.map((arg, at) => ({
    name: `f${at}`,
    type: withNullable(isText(arg.type) ? STRING : arg.type, true),
  }));
  const evaluates = args.map((arg) => arg.evaluate);
  return {
    type: { kind: 'ROW', fields, nullable: false },
    constant: isConstant(args),
    evaluate: (cells, context) => evaluates.map((evaluate) => evaluate(cells, context)),
  };
}

interface Search {
  readonly array: Typed;
  readonly wanted: Typed;
  readonly equals: Equals;
}

/** The arguments of ARRAY_CONTAINS and ARRAY_POSITION, if they can be compared. */
function searchOf(call: FunctionCall, scope: Scope): Search | undefined {
  const [array, wanted, more] = call.args;
  if (array === undefined || wanted === undefined || more !== undefined) return reportCount(call, scope);
  if (array.untypedNull === true || wanted.untypedNull === true)
    return { array, wanted, equals: () => false };
  const element: Typed = { ...wanted, type: elementType(array.type) };
  const equals = array.type.kind === 'ARRAY' ? looseEquality(element, wanted) : undefined;
  if (equals !== undefined) return { array, wanted, equals };
  const { node } = call;
  const types = `${typeName(array.type)} and ${typeName(wanted.type)}`;
  return scope.report(
    'type-mismatch',
    node.range,
    `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} does not compare ${types}.`,
  );
}

function arrayContains(call: FunctionCall, scope: Scope): Typed | undefined {
  const search = searchOf(call, scope);
  if (search === undefined) return undefined;
  const { array, wanted, equals } = search;
  return {
    type: BOOLEAN,
    constant: isConstant(call.args),
    evaluate: (cells, context) => {
      const items = array.evaluate(cells, context);
      if (items === null) return null;
      const value = wanted.evaluate(cells, context);
      return listCell(items).some((item) =>
        item === null || value === null ? item === value : equals(item, value),
      );
    },
  };
}

function arrayPosition(call: FunctionCall, scope: Scope): Typed | undefined {
  const search = searchOf(call, scope);
  if (search === undefined) return undefined;
  const { array, wanted, equals } = search;
  return {
    type: INT,
    constant: isConstant(call.args),
    evaluate: (cells, context) => {
      const items = array.evaluate(cells, context);
      const value = wanted.evaluate(cells, context);
      if (items === null || value === null) return null;
      return listCell(items).findIndex((item) => item !== null && equals(item, value)) + 1;
    },
  };
}

const length = (value: Value): number => listCell(value).length;

export const NESTED_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'ROW',
    group: 'nested',
    signatures: ['ROW(a, b, …)', '(a, b, …)'],
    returns: 'ROW with the fields f0, f1, …',
    nulls: 'fields may be NULL',
    summary: 'Several values as one.',
    examples: [{ expression: "ROW(7, 'x')", result: '{f0: INT -> 7, f1: STRING -> x}' }],
    since: 'after 3.6.0',
    compile: row,
  },
  {
    name: 'CARDINALITY',
    group: 'nested',
    signatures: ['CARDINALITY(array)', 'CARDINALITY(map)'],
    returns: 'INT',
    nulls: 'NULL gives NULL',
    summary: 'How many elements or entries there are.',
    examples: [{ expression: 'CARDINALITY(ARRAY[7, 8, 9])', result: '3' }],
    since: 'after 3.6.0',
    compile: overloads([
      { params: ['array'], returns: INT, build: ([a = NOTHING]) => strict1(a, length) },
      { params: ['map'], returns: INT, build: ([a = NOTHING]) => strict1(a, length) },
    ]),
  },
  {
    name: 'ELEMENT',
    group: 'nested',
    signatures: ['ELEMENT(array)'],
    returns: 'the type of the elements',
    nulls: 'NULL or an empty array gives NULL',
    summary: 'The only element of an array; more than one fails the row.',
    examples: [{ expression: 'ELEMENT(ARRAY[7])', result: '7' }],
    since: 'after 3.6.0',
    compile: overloads([
      {
        params: ['array'],
        returns: ([array]) => elementType(must(array, 'one argument').type),
        build: ([a = NOTHING]) => strict1(a, onlyElement),
      },
    ]),
  },
  {
    name: 'ARRAY_CONTAINS',
    group: 'nested',
    signatures: ['ARRAY_CONTAINS(array, v)'],
    returns: 'BOOLEAN',
    nulls: 'a NULL array gives NULL, a NULL v is found where an element is NULL',
    summary: 'Whether an array holds a value; numbers compare across types.',
    examples: [{ expression: 'ARRAY_CONTAINS(ARRAY[1, 2], 2)', result: 'true' }],
    since: 'after 3.6.0',
    compile: arrayContains,
  },
  {
    name: 'ARRAY_POSITION',
    group: 'nested',
    signatures: ['ARRAY_POSITION(array, v)'],
    returns: 'INT',
    nulls: 'a NULL argument gives NULL',
    summary: 'Where a value first stands in an array, counted from 1; 0 when it does not.',
    examples: [{ expression: "ARRAY_POSITION(ARRAY['a', 'b'], 'b')", result: '2' }],
    since: 'after 3.6.0',
    compile: arrayPosition,
  },
];
