// Functions that choose between their arguments.
import { fitDecimal } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import { isConstant, isNullable, strict1 } from '../compile/build.ts';
import { decimalCell } from '../compile/cells.ts';
import { looseEquality } from '../compile/compare.ts';
import { coerce } from '../compile/coerce.ts';
import { asTexts, choose, firstNotNull, unify } from '../compile/conditional.ts';
import { familyOf, isNumeric, isText, typeName, withNullable } from '../compile/data-types.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { warnMixedNumbers } from '../compile/warnings.ts';
import { reportCount, type FunctionCall, type FunctionDef } from './function-def.ts';

function typesDiffer(call: FunctionCall, scope: Scope): undefined {
  const types = call.args.map((arg) => (arg.untypedNull === true ? 'NULL' : typeName(arg.type))).join(', ');
  const { node } = call;
  return scope.report(
    'type-mismatch',
    node.range,
    `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} cannot combine values of types ${types}; cast one of them.`,
  );
}

const sameFamily = (a: Typed, b: Typed): boolean =>
  a.untypedNull === true || b.untypedNull === true || familyOf(a.type) === familyOf(b.type);

function ifThenElse(call: FunctionCall, scope: Scope): Typed | undefined {
  const [condition, whenTrue, otherwise, more] = call.args;
  if (condition === undefined || whenTrue === undefined || otherwise === undefined || more !== undefined) {
    return reportCount(call, scope);
  }
  if (condition.untypedNull !== true && condition.type.kind !== 'BOOLEAN') return typesDiffer(call, scope);
  const both = [whenTrue, otherwise];
  const results = unify(sameFamily(whenTrue, otherwise) ? both : asTexts(both, scope), scope);
  if (results === undefined) return typesDiffer(call, scope);
  warnMixedNumbers(both, call.node, isNullable(both), scope);
  return choose([condition], results);
}

function coalesce(call: FunctionCall, scope: Scope): Typed | undefined {
  if (call.args.length === 0) return reportCount(call, scope);
  const results = unify(call.args, scope) ?? unify(asTexts(call.args, scope), scope);
  if (results === undefined) return typesDiffer(call, scope);
  const canBeNull = call.args.every((arg) => arg.type.nullable);
  warnMixedNumbers(call.args, call.node, canBeNull, scope);
  return firstNotNull(results);
}

function ifNull(call: FunctionCall, scope: Scope): Typed | undefined {
  const [value, replacement, more] = call.args;
  if (value === undefined || replacement === undefined || more !== undefined) return reportCount(call, scope);
  const results = sameFamily(value, replacement) ? unify([value, replacement], scope) : undefined;
  if (results === undefined) return typesDiffer(call, scope);
  const isNotNull = !replacement.type.nullable || !value.type.nullable;
  if (!value.type.nullable && value.untypedNull !== true) return { ...value, keepsNotNull: true };
  const found = firstNotNull({ ...results, parts: results.parts.map((part) => fitted(part, results.type)) });
  return { ...found, type: withNullable(results.type, !isNotNull), keepsNotNull: isNotNull };
}

/** Both arguments are cast to the common type here, so a decimal that it cannot hold is NULL at once. */
function fitted(part: Typed, type: DataType): Typed {
  if (type.kind !== 'DECIMAL') return part;
  const { precision, scale } = type;
  return {
    ...part,
    evaluate: strict1(part.evaluate, (value) => fitDecimal(decimalCell(value), precision, scale)),
  };
}

function nullIf(call: FunctionCall, scope: Scope): Typed | undefined {
  const [value, other, more] = call.args;
  if (value === undefined || other === undefined || more !== undefined) return reportCount(call, scope);
  const comparable =
    isText(value.type) && isNumeric(other.type) ? (coerce(value, other.type, scope) ?? value) : value;
  const equals =
    other.untypedNull === true || value.untypedNull === true ? () => false : looseEquality(comparable, other);
  if (equals === undefined) return typesDiffer(call, scope);
  return {
    type: withNullable(value.type, true),
    constant: isConstant([value, other]),
    evaluate: (row, context) => {
      const found = value.evaluate(row, context);
      if (found === null) return null;
      const against = other.evaluate(row, context);
      const left = comparable === value ? found : comparable.evaluate(row, context);
      return against !== null && left !== null && equals(left, against) ? null : found;
    },
  };
}

export const CONDITIONAL_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'IF',
    group: 'conditional',
    signatures: ['IF(condition, x, y)'],
    returns: 'the common type of x and y',
    nulls: 'a NULL condition chooses y',
    summary: 'x where the condition is true, y elsewhere; values of two families of types become texts.',
    examples: [{ expression: "IF(3 > 2, 'yes', 'no')", result: 'yes' }],
    compile: ifThenElse,
  },
  {
    name: 'COALESCE',
    group: 'conditional',
    signatures: ['COALESCE(a, b, …)'],
    returns: 'the common type of the arguments',
    nulls: 'NULL when all are',
    summary: 'The first argument that is not NULL.',
    examples: [{ expression: 'COALESCE(CAST(NULL AS INT), 8)', result: '8' }],
    compile: coalesce,
  },
  {
    name: 'IFNULL',
    group: 'conditional',
    signatures: ['IFNULL(a, b)'],
    returns: 'the common type, NOT NULL where b is',
    nulls: 'NULL when both are',
    summary:
      'a, or b where a is NULL; with a b that is never NULL the column is declared NOT NULL, though on Flink IFNULL(PARSE_JSON(..), b) can still give NULL.',
    examples: [{ expression: 'IFNULL(CAST(NULL AS INT), 8)', result: '8' }],
    since: 'after 3.6.0',
    compile: ifNull,
  },
  {
    name: 'NULLIF',
    group: 'conditional',
    signatures: ['NULLIF(a, b)'],
    returns: 'the type of a',
    nulls: 'a NULL b gives a',
    summary: 'NULL where both are equal, otherwise a; numbers compare across types, unlike `=`.',
    examples: [
      { expression: 'NULLIF(5, 5)', result: 'NULL' },
      { expression: 'NULLIF(5, 6)', result: '5' },
    ],
    since: 'after 3.6.0',
    compile: nullIf,
  },
];
