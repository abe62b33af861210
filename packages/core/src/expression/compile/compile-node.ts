// One node of the syntax tree to a typed closure. Types are checked on the way; a part with findings is undefined, and its siblings are
// still looked at, so that all mistakes of a text are found at once.
import { parseDecimal } from '../../value/index.ts';
import { concatenation } from '../functions/concatenation.ts';
import type {
  ArithmeticOperator,
  Between,
  Binary,
  BinaryOperator,
  Distinct,
  ExpressionNode,
  InList,
  IsTest,
  Literal,
  Unary,
} from '../syntax/ast.ts';
import { rightSideInJava } from '../syntax/java-groups.ts';
import { arithmetic, negate } from './arithmetic.ts';
import { constantOf, isConstant } from './build.ts';
import { compileAccess, compileCollection } from './collections.ts';
import { compileCall } from './calls.ts';
import { compileCase } from './cases.ts';
import { compileCast } from './casts.ts';
import { between, comparison, distinct, inList } from './comparison.ts';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INT,
  isNumeric,
  isText,
  STRING,
  typeName,
  withNullable,
} from './data-types.ts';
import { compileIntervalArithmetic } from './intervals.ts';
import { isTest, logic, not } from './logic.ts';
import { comparable } from './implicit-casts.ts';
import { compileMatch } from './matches.ts';
import { column } from './names.ts';
import { warnArithmetic, warnInList, warnNeverEqual } from './warnings.ts';
import type { Scope, Typed } from './typed.ts';

export function compileNode(node: ExpressionNode, scope: Scope): Typed | undefined {
  switch (node.kind) {
    case 'literal':
      return literal(node, scope);
    case 'column':
      return column(node, scope);
    case 'case':
      return compileCase(node, scope);
    case 'cast':
      return compileCast(node, scope);
    case 'call':
      return compileCall(node, scope);
    case 'access':
      return compileAccess(node, scope);
    case 'collection':
      return compileCollection(node, scope);
    case 'interval':
      return scope.report(
        'type-mismatch',
        node.range,
        `\`${scope.textOf(node)}\`: an INTERVAL stands only next to + or - with a time.`,
      );
    case 'keyword':
      return scope.report('wrong-arguments', node.range, `\`${node.name}\` is no value here.`);
    default:
      return operator(node, scope);
  }
}

type OperatorNode = Extract<
  ExpressionNode,
  { readonly kind: 'unary' | 'binary' | 'is' | 'distinct' | 'between' | 'in' | 'match' }
>;

function operator(node: OperatorNode, scope: Scope): Typed | undefined {
  switch (node.kind) {
    case 'unary':
      return unary(node, scope);
    case 'binary':
      return binary(node, scope);
    case 'is':
      return is(node, scope);
    case 'match':
      return compileMatch(node, scope);
    case 'distinct':
      return distinctNode(node, scope);
    case 'between':
    case 'in':
      return rangeNode(node, scope);
  }
}

function literal(node: Literal, scope: Scope): Typed | undefined {
  const { literal: value } = node;
  switch (value.type) {
    case 'text':
      return constantOf(STRING, value.value);
    case 'boolean':
      return constantOf(BOOLEAN, value.value);
    case 'null':
      return { ...constantOf(STRING, null), untypedNull: true };
    case 'double':
      return constantOf(DOUBLE, value.value);
    case 'integer':
      return integer(value.value, node, scope);
    case 'decimal': {
      const found = parseDecimal(value.text);
      if (found === undefined)
        return scope.report('number-out-of-range', node.range, `\`${value.text}\` is no number.`);
      const precision = Math.max(found.unscaled.toString().length, found.scale);
      return {
        ...constantOf({ kind: 'DECIMAL', precision, scale: found.scale, nullable: false }, found),
        double: constantOf(DOUBLE, Number(value.text)),
      };
    }
  }
}

function integer(value: bigint, node: ExpressionNode, scope: Scope): Typed | undefined {
  if (BigInt.asIntN(32, value) === value) return constantOf(INT, Number(value));
  if (BigInt.asIntN(64, value) === value) return constantOf(BIGINT, value);
  return scope.report(
    'number-out-of-range',
    node.range,
    `The number ${value} does not fit into 64 bits. Write it as a text and cast that to DECIMAL.`,
  );
}

function unary(node: Unary, scope: Scope): Typed | undefined {
  const { operand, operator } = node;
  if (operator === '-' && operand.kind === 'literal' && operand.literal.type === 'integer') {
    return integer(-operand.literal.value, node, scope);
  }
  const part = scope.compile(operand);
  if (part === undefined) return undefined;
  if (operator === 'NOT') return condition(part) ? not(part) : mismatch(node, [part], scope);
  if (part.untypedNull === true) return part;
  if (!isNumeric(part.type)) return mismatch(node, [part], scope);
  if (operator === '-' && operand.kind !== 'literal') {
    const message = `\`${scope.textOf(node)}\`: Flink has a minus sign before numbers only. Write 0 - ${scope.textOf(operand)}.`;
    scope.warn({ code: 'fails-on-flink', message, range: node.range });
  }
  return operator === '-' ? negate(part) : part;
}

const condition = (part: Typed): boolean => part.untypedNull === true || part.type.kind === 'BOOLEAN';

function mismatch(node: ExpressionNode, parts: readonly Typed[], scope: Scope): undefined {
  const types = parts.map((part) => (part.untypedNull === true ? 'NULL' : typeName(part.type))).join(' and ');
  return scope.report('type-mismatch', node.range, `\`${scope.textOf(node)}\` does not work on ${types}.`);
}

function binary(node: Binary, scope: Scope): Typed | undefined {
  if (node.left.kind === 'interval' || node.right.kind === 'interval')
    return compileIntervalArithmetic(node, scope);
  const left = scope.compile(node.left);
  const written = scope.compile(node.right);
  if (left === undefined || written === undefined) return undefined;
  const right = isLogic(node) ? asJavaReads(node, written, scope) : written;
  const result = combine(node.operator, left, right, scope);
  if (result !== undefined) warnBinary(node, left, right, scope);
  return result ?? mismatch(node, [left, right], scope);
}

const isLogic = ({ operator }: Binary): boolean => operator === 'AND' || operator === 'OR';

/** The right side with the groups that Java sees in it. The findings are those of the side as it is written. */
function asJavaReads(node: Binary, written: Typed, scope: Scope): Typed {
  const inJava = rightSideInJava(node, scope.javaFacts());
  return inJava === node.right ? written : (scope.compileQuietly(inJava) ?? written);
}

function warnBinary(node: Binary, left: Typed, right: Typed, scope: Scope): void {
  const { operator: symbol } = node;
  const a = { node: node.left, typed: left };
  const b = { node: node.right, typed: right };
  if (symbol === '=' || symbol === '<>') {
    const pair = comparable(left, right, scope);
    warnNeverEqual({ ...a, typed: pair.left }, { ...b, typed: pair.right }, node, scope);
  } else if (symbol === '+' || symbol === '-' || symbol === '*' || symbol === '/' || symbol === '%') {
    warnArithmetic(symbol, a, b, { ...scope, whole: node });
  }
}

/** Undefined when the operator does not take these types. */
function combine(operator: BinaryOperator, left: Typed, right: Typed, scope: Scope): Typed | undefined {
  switch (operator) {
    case 'AND':
    case 'OR':
      return condition(left) && condition(right) ? logic(operator, left, right) : undefined;
    case '||':
      return {
        type: withNullable(STRING, false),
        evaluate: concatenation([left, right]),
        constant: isConstant([left, right]),
      };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, left, right, scope);
    default: {
      const pair = comparable(left, right, scope);
      return comparison(operator, pair.left, pair.right);
    }
  }
}

function calculate(operator: ArithmeticOperator, left: Typed, right: Typed, scope: Scope): Typed | undefined {
  if (left.untypedNull === true || right.untypedNull === true) {
    const other = left.untypedNull === true ? right : left;
    const type = other.untypedNull === true || !isNumeric(other.type) ? INT : other.type;
    return constantOf(type, null);
  }
  const isProjection = scope.env.mode === 'projection';
  const a = isProjection ? asNumber(left, right, scope) : left;
  const b = isProjection ? asNumber(right, left, scope) : right;
  return isNumeric(a.type) && isNumeric(b.type) ? arithmetic(operator, a, b, scope) : undefined;
}

/** In a projection a text next to a number is cast to that number. */
function asNumber(part: Typed, other: Typed, scope: Scope): Typed {
  return isText(part.type) && isNumeric(other.type) ? comparable(part, other, scope).left : part;
}

function is(node: IsTest, scope: Scope): Typed | undefined {
  const part = scope.compile(node.operand);
  if (part === undefined) return undefined;
  return node.test === 'NULL' || condition(part)
    ? isTest(part, node.test, node.negated)
    : mismatch(node, [part], scope);
}

function distinctNode(node: Distinct, scope: Scope): Typed | undefined {
  const left = scope.compile(node.left);
  const right = scope.compile(node.right);
  if (left === undefined || right === undefined) return undefined;
  const pair = comparable(left, right, scope);
  warnNeverEqual({ node: node.left, typed: pair.left }, { node: node.right, typed: pair.right }, node, scope);
  return distinct(pair.left, pair.right, node.negated);
}

function rangeNode(node: Between | InList, scope: Scope): Typed | undefined {
  const value = scope.compile(node.operand);
  const others = (node.kind === 'in' ? node.items : [node.low, node.high]).map((item) => scope.compile(item));
  const found = others.filter((item) => item !== undefined);
  if (value === undefined || found.length < others.length) return undefined;
  const items = found.map((item) => comparable(value, item, scope).right);
  if (node.kind === 'in') {
    const listed = node.items.flatMap((item, at) => {
      const typed = items[at];
      return typed === undefined ? [] : [{ node: item, typed }];
    });
    warnInList({ node: node.operand, typed: value }, listed, scope);
  }
  const [low = value, high = value] = items;
  const result =
    node.kind === 'in' ? inList(value, items, node.negated) : between({ value, low, high }, node.negated);
  return result ?? mismatch(node, [value, ...found], scope);
}
