// An expression tree as text again: keywords and functions as the language writes them, parentheses exactly where the meaning needs
// them. Reading the result gives the same tree.
import type { Binary, Call, ExpressionNode, Literal, LiteralValue } from './ast.ts';
import { isReserved, BARE_FUNCTIONS } from './parse-primary.ts';
import { PRECEDENCE, precedenceOf } from './precedence.ts';

export function printExpression(node: ExpressionNode): string {
  return print(node, 0);
}

/** Printed so that it can stand where operators up to `floor` would take it apart. */
function print(node: ExpressionNode, floor: number): string {
  const text = printBare(node);
  return strengthOf(node) <= floor ? `(${text})` : text;
}

/** How tightly the outermost operator of the printed form binds; Infinity for what stands by itself. */
function strengthOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'unary':
      return node.operator === 'NOT' ? PRECEDENCE.NOT : PRECEDENCE.sign;
    case 'binary':
      return precedenceOf(node.operator);
    case 'is':
      return PRECEDENCE.IS;
    case 'distinct':
      return PRECEDENCE.distinct;
    case 'between':
    case 'in':
    case 'match':
      return PRECEDENCE.range;
    case 'access':
      return PRECEDENCE.access;
    case 'literal':
      return isNegative(node.literal) ? PRECEDENCE.sign : Infinity;
    default:
      return Infinity;
  }
}

function isNegative(literal: LiteralValue): boolean {
  return (
    (literal.type === 'integer' && literal.value < 0n) || (literal.type === 'double' && literal.value < 0)
  );
}

function printBare(node: ExpressionNode): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node);
    case 'column':
      return [...node.qualifiers, node.name].map(printName).join('.');
    case 'cast': {
      const { name, parameters } = node.type;
      const numbers = parameters.length === 0 ? '' : `(${parameters.join(', ')})`;
      return `${node.isTry ? 'TRY_CAST' : 'CAST'}(${print(node.operand, 0)} AS ${name}${numbers})`;
    }
    case 'call':
      return printCall(node);
    case 'keyword':
      return node.name;
    case 'interval': {
      const to = node.to === undefined ? '' : ` TO ${node.to}`;
      return `INTERVAL ${node.sign < 0 ? '-' : ''}${printText(node.text)} ${node.from}${to}`;
    }
    case 'access':
      return `${print(node.container, PRECEDENCE.access - 1)}[${print(node.index, 0)}]`;
    case 'collection':
      return `${node.type}[${printList(node.items)}]`;
    case 'case':
      return printCase(node);
    default:
      return printOperator(node);
  }
}

type OperatorNode = Extract<
  ExpressionNode,
  { readonly kind: 'unary' | 'binary' | 'is' | 'distinct' | 'between' | 'in' | 'match' }
>;

function printOperator(node: OperatorNode): string {
  switch (node.kind) {
    case 'unary':
      return printUnary(node.operator, node.operand);
    case 'binary':
      return printBinary(node);
    case 'is':
      return `${print(node.operand, PRECEDENCE.IS - 1)} IS ${not(node)}${node.test}`;
    case 'distinct': {
      const left = print(node.left, PRECEDENCE.distinct - 1);
      return `${left} IS ${not(node)}DISTINCT FROM ${print(node.right, PRECEDENCE.distinct)}`;
    }
    case 'between': {
      const bounds = `${print(node.low, PRECEDENCE.range)} AND ${print(node.high, PRECEDENCE.range)}`;
      return `${print(node.operand, PRECEDENCE.range - 1)} ${not(node)}BETWEEN ${bounds}`;
    }
    case 'in':
      return `${print(node.operand, PRECEDENCE.range - 1)} ${not(node)}IN (${printList(node.items)})`;
    case 'match': {
      const escape = node.escape === undefined ? '' : ` ESCAPE ${print(node.escape, PRECEDENCE.range)}`;
      const pattern = print(node.pattern, PRECEDENCE.range);
      return `${print(node.operand, PRECEDENCE.range - 1)} ${not(node)}${node.operator} ${pattern}${escape}`;
    }
  }
}

const not = (node: { readonly negated: boolean }): string => (node.negated ? 'NOT ' : '');

/** Two minus signs in a row would begin a comment. */
function printUnary(operator: '-' | '+' | 'NOT', operand: ExpressionNode): string {
  if (operator === 'NOT') return `NOT ${print(operand, PRECEDENCE.NOT - 1)}`;
  const text = print(operand, PRECEDENCE.sign);
  return operator + text;
}

/** Operators of one strength group from the left, so an equal one on the right keeps its parentheses. */
function printBinary({ operator, left, right }: Binary): string {
  const strength = precedenceOf(operator);
  return `${print(left, strength - 1)} ${operator} ${print(right, strength)}`;
}

function printLiteral({ literal }: Literal): string {
  switch (literal.type) {
    case 'integer':
      return String(literal.value);
    case 'decimal':
      return literal.text;
    case 'double':
      return literal.value.toExponential();
    case 'text':
      return printText(literal.value);
    case 'boolean':
      return literal.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
  }
}

const printText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const CONSTRUCTS: readonly string[] = ['INTERVAL', 'ARRAY', 'MAP'];

/** A column's name, in back-quotes where it would not be read as one. */
export function printName(name: string): string {
  const isPlain = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
  const upper = name.toUpperCase();
  const isFree = !isReserved(upper) && !BARE_FUNCTIONS.has(upper) && !CONSTRUCTS.includes(upper);
  return isPlain && isFree ? name : `\`${name.replaceAll('`', '``')}\``;
}

function printCase(node: ExpressionNode & { readonly kind: 'case' }): string {
  const operand = node.operand === undefined ? '' : `${print(node.operand, 0)} `;
  const branches = node.branches.map(
    ({ when, result }) => `WHEN ${print(when, 0)} THEN ${print(result, 0)} `,
  );
  const otherwise = node.otherwise === undefined ? '' : `ELSE ${print(node.otherwise, 0)} `;
  return `CASE ${operand}${branches.join('')}${otherwise}END`;
}

const printList = (nodes: readonly ExpressionNode[]): string =>
  nodes.map((node) => print(node, 0)).join(', ');

/** The words between the arguments of the functions that have a form with keywords. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  EXTRACT: ['FROM'],
  SUBSTRING: ['FROM', 'FOR'],
  OVERLAY: ['PLACING', 'FROM', 'FOR'],
  POSITION: ['IN', 'FROM'],
};

function printCall(node: Call): string {
  if (node.form === 'bare') return node.name;
  if (node.form === 'commas') return `${node.name}(${printList(node.args)})`;
  const [first, side, chars] = node.args;
  if (node.name.toUpperCase() === 'TRIM' && first !== undefined && side !== undefined) {
    const set = chars === undefined ? '' : ` ${print(chars, 0)}`;
    return `${node.name}(${printBare(side)}${set} FROM ${print(first, 0)})`;
  }
  const words = KEYWORDS[node.name.toUpperCase()] ?? [];
  const parts = node.args.map(
    (arg, at) => `${at === 0 ? '' : ` ${words[at - 1] ?? ','} `}${print(arg, PRECEDENCE.range)}`,
  );
  return `${node.name}(${parts.join('')})`;
}
