// What compiles here and is a trap on Flink: comparisons that can never hold, and operations that pass Flink's checks and then fail the
// job at the first row (reference: comparison, arithmetic; "where Flink fails for reasons of its own, the answer is standard SQL's").
import type { DataType } from '../../types/index.ts';
import { formatDecimal, parseDecimal } from '../../value/index.ts';
import type { ArithmeticOperator, ExpressionNode } from '../syntax/ast.ts';
import { fold } from './build.ts';
import { decimalShape, isApproximate, isInteger, isNumeric, isText, typeName } from './data-types.ts';
import { classOf } from './compare.ts';
import type { Scope, Typed } from './typed.ts';

interface Operand {
  readonly node: ExpressionNode;
  readonly typed: Typed;
}

/** For `=`, `<>`, IS DISTINCT FROM, IN and CASE of a value. */
export function warnNeverEqual(left: Operand, right: Operand, whole: ExpressionNode, scope: Scope): void {
  if (left.typed.untypedNull === true || right.typed.untypedNull === true) return;
  const a = left.typed.double ?? left.typed;
  const b = right.typed.double ?? right.typed;
  if (classOf(a) === classOf(b)) return;
  const literal = isNumberLiteral(right.node) ? right : isNumberLiteral(left.node) ? left : undefined;
  const other = literal === right ? left : right;
  const cast = literal && castText(literal.node, other.typed, scope);
  const advice = cast === undefined ? ' Cast one side to the type of the other.' : ` Write ${cast}.`;
  scope.warn({
    code: 'never-equal',
    message: `\`${scope.textOf(whole)}\` compares ${typeName(left.typed.type)} with ${typeName(right.typed.type)}, which Flink CDC never takes for equal.${advice}`,
    range: cast === undefined ? whole.range : (literal?.node.range ?? whole.range),
    ...(cast === undefined ? {} : { suggestion: cast }),
  });
}

/** IN takes values of one Java class only: a BIGINT with plain numbers passes Flink's checks and does not compile. */
export function warnInList(value: Operand, items: readonly Operand[], scope: Scope): void {
  for (const item of items) {
    if (!isNumeric(value.typed.type) || !isNumberLiteral(item.node)) continue;
    if (item.typed.double === undefined && classOf(value.typed) === classOf(item.typed)) continue;
    if (item.typed.double !== undefined && value.typed.type.kind === 'DOUBLE') continue;
    const cast = castText(item.node, value.typed, scope);
    const advice = cast === undefined ? 'Cast one side.' : `Write ${cast}.`;
    scope.warn({
      code: 'fails-on-flink',
      message: `\`${scope.textOf(item.node)}\` stands in a list for a ${typeName(value.typed.type)} and is none, so the job fails at its first row. ${advice}`,
      range: item.node.range,
      ...(cast === undefined ? {} : { suggestion: cast }),
    });
  }
}

/**
 * COALESCE, IF and CASE over numbers of different Java classes: the job fails on a row for which they give NULL. `canBeNull`: whether
 * there can be such a row.
 */
export function warnMixedNumbers(
  results: readonly Typed[],
  whole: ExpressionNode,
  canBeNull: boolean,
  scope: Scope,
): void {
  warnBooleanOrNumber(results, whole, scope);
  const numbers = results.filter((part) => part.untypedNull !== true && isNumeric(part.type));
  const classes = new Set(numbers.map((part) => classOf(part.double ?? part)));
  if (!canBeNull || classes.size < 2) return;
  const types = [...new Set(numbers.map((part) => typeName(part.type)))].join(' and ');
  scope.warn({
    code: 'fails-on-flink',
    message: `\`${scope.textOf(whole)}\` chooses between ${types}, and the job fails on a row for which it is NULL. Cast the results to one type.`,
    range: whole.range,
  });
}

/** They become texts by a conversion that Flink CDC loses beside another column (reference: projection grammar). */
function warnBooleanOrNumber(results: readonly Typed[], whole: ExpressionNode, scope: Scope): void {
  const typed = results.filter((part) => part.untypedNull !== true);
  const number = typed.find((part) => isNumeric(part.type));
  if (number === undefined || typed.every((part) => part.type.kind !== 'BOOLEAN')) return;
  scope.warn({
    code: 'fails-on-flink',
    message: `\`${scope.textOf(whole)}\` chooses between BOOLEAN and ${typeName(number.type)}. Flink CDC makes a text of it, and beside some other columns does not compile it at all. Cast the results to one type.`,
    range: whole.range,
  });
}

/** Arguments of a projection that are converted to the type of their parameter, and may lose their value by it. */
export function warnImplicitCast(argument: Operand, to: Typed, scope: Scope): void {
  const { node, typed: from } = argument;
  const [written, type] = [scope.textOf(node), typeName(to.type)];
  if (isText(from.type) && !isText(to.type)) {
    const isLost = fold(to).literal === null;
    const message = isLost
      ? `\`${written}\` stands where ${type} is taken, and is none: it is NULL for every row.`
      : `\`${written}\` is a text where ${type} is taken: Flink CDC converts it without a word, and what is not one becomes NULL. Write CAST(${written} AS ${type}) if that is meant.`;
    scope.warn({ code: 'implicit-cast', message, range: node.range });
  } else if (isInteger(to.type) && isNumeric(from.type) && !isInteger(from.type)) {
    const message = `\`${written}\` is ${typeName(from.type)} where ${type} is taken: its fraction is cut without a word. Write CAST(${written} AS ${type}) if that is meant.`;
    scope.warn({ code: 'implicit-cast', message, range: node.range });
  }
}

/** Of LIKE without ESCAPE and SIMILAR TO, whose patterns are regular expressions. */
export function warnPatternFromRows(pattern: Operand, isRegex: boolean, scope: Scope): void {
  if (!isRegex || pattern.typed.constant || pattern.typed.untypedNull === true) return;
  const message = `The pattern \`${scope.textOf(pattern.node)}\` comes from the rows, and one that cannot be read ends the run. Write the pattern out, or use REGEXP_COUNT, which gives NULL then.`;
  scope.warn({ code: 'pattern-from-rows', message, range: pattern.node.range });
}

function isNumberLiteral(node: ExpressionNode): boolean {
  if (node.kind === 'unary') return isNumberLiteral(node.operand);
  return node.kind === 'literal' && (node.literal.type === 'integer' || node.literal.type === 'decimal');
}

/** The literal as a value of the other side's type, if it is one. */
function castText(literal: ExpressionNode, other: Typed, scope: Scope): string | undefined {
  const written = scope.textOf(literal).replaceAll(/[\s()]/gu, '');
  if (other.type.kind === 'DECIMAL') {
    const value = parseDecimal(written);
    if (value === undefined) return undefined;
    return `CAST('${formatDecimal(value)}' AS ${typeName(other.type)})`;
  }
  if (isInteger(other.type))
    return written.includes('.') ? undefined : `CAST(${written} AS ${other.type.kind})`;
  return isApproximate(other.type) ? `CAST('${written}' AS ${other.type.kind})` : undefined;
}

export function warnArithmetic(
  operator: ArithmeticOperator,
  left: Operand,
  right: Operand,
  scope: Scope & { readonly whole: ExpressionNode },
): void {
  const why = arithmeticTrap(operator, left.typed, right.typed);
  if (why === undefined) return;
  const literal = isNumberLiteral(right.node) ? right : isNumberLiteral(left.node) ? left : undefined;
  const other = literal === right ? left : right;
  const cast =
    literal !== undefined && other.typed.type.kind === 'DECIMAL' ? decimalCast(literal, scope) : undefined;
  scope.warn({
    code: 'fails-on-flink',
    message: `\`${scope.textOf(scope.whole)}\`: ${why}, so the job fails at its first row.${cast === undefined ? ' Cast both sides to one type.' : ` Write ${cast}.`}`,
    range: cast === undefined ? scope.whole.range : (literal?.node.range ?? scope.whole.range),
    ...(cast === undefined ? {} : { suggestion: cast }),
  });
}

function decimalCast(literal: Operand, scope: Scope): string {
  const { precision, scale } = decimalShape(literal.typed.type);
  const written = scope.textOf(literal.node);
  const digits = literal.typed.type.kind === 'DECIMAL' ? precision : written.replaceAll(/\D/gu, '').length;
  return `CAST(${written} AS DECIMAL(${digits}, ${scale}))`;
}

const NARROW: readonly string[] = ['TINYINT', 'SMALLINT'];
const WIDTHS: readonly string[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

function arithmeticTrap(operator: ArithmeticOperator, left: Typed, right: Typed): string | undefined {
  const [a, b] = [left.type, right.type];
  if (!isNumeric(a) || !isNumeric(b) || left.untypedNull === true || right.untypedNull === true)
    return undefined;
  if (left.double !== undefined || right.double !== undefined) return literalTrap(left, right);
  return decimalTrap(operator, a, b) ?? widthTrap(operator, a, b);
}

function literalTrap(left: Typed, right: Typed): string | undefined {
  const column = left.double === undefined ? left : right;
  return column.double === undefined && column.type.kind === 'DECIMAL'
    ? 'Flink computes a decimal literal as a floating-point number, which does not go with a DECIMAL'
    : undefined;
}

function decimalTrap(operator: ArithmeticOperator, a: DataType, b: DataType): string | undefined {
  if ((a.kind === 'DECIMAL') !== (b.kind === 'DECIMAL'))
    return 'Flink has no arithmetic of DECIMAL with another type';
  return a.kind === 'DECIMAL' && operator === '%' ? 'Flink has no % of decimals' : undefined;
}

function widthTrap(operator: ArithmeticOperator, a: DataType, b: DataType): string | undefined {
  if (NARROW.includes(a.kind) && NARROW.includes(b.kind))
    return `Flink cannot compile ${a.kind} ${operator} ${b.kind}`;
  if (a.kind === 'FLOAT' && b.kind === 'DOUBLE') return 'Flink cannot compile FLOAT with DOUBLE on its right';
  return operator === '%' && WIDTHS.indexOf(b.kind) < WIDTHS.indexOf(a.kind)
    ? 'Flink cannot compile % with a right side narrower than the left'
    : undefined;
}
