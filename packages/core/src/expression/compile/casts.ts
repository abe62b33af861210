// CAST and TRY_CAST: which targets there are, and the type that the result is declared with.
import type { DataType } from '../../types/index.ts';
import type { CastTo, TypeName } from '../syntax/ast.ts';
import { converter, tryConverter, type CastTarget } from '../cast/convert.ts';
import { strict1 } from './build.ts';
import { decimalType, STRING, timestampType, typeName, withNullable } from './data-types.ts';
import type { Scope, Typed } from './typed.ts';

interface Target {
  readonly type: DataType;
  readonly target: CastTarget;
}

export function compileCast(node: CastTo, scope: Scope): Typed | undefined {
  const found = targetOf(node.type, scope.env.decimalPrecision);
  const operand = scope.compile(node.operand);
  const keyword = node.isTry ? 'TRY_CAST' : 'CAST';
  if (found === undefined) {
    return scope.report(
      'unsupported-cast',
      node.type.range,
      `\`${scope.textOf(node)}\`: ${keyword} to ${node.type.name} is not supported. There are BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, CHAR, VARCHAR, STRING and TIMESTAMP.`,
    );
  }
  if (operand === undefined) return undefined;
  const type = withNullable(found.type, node.isTry || operand.type.nullable);
  if (operand.untypedNull === true)
    return { ...operand, type: withNullable(found.type, true), untypedNull: false };
  const convert = (node.isTry ? tryConverter : converter)(operand.type, found.target, scope.zone);
  if (convert === undefined) {
    return scope.report(
      'unsupported-cast',
      node.range,
      `\`${scope.textOf(node)}\`: ${keyword} does not convert ${typeName(operand.type)} to ${node.type.name}.`,
    );
  }
  return {
    type,
    evaluate: strict1(operand.evaluate, convert),
    constant: operand.constant,
  };
}

const PLAIN: ReadonlyMap<string, 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE'> =
  new Map([
    ['BOOLEAN', 'BOOLEAN'],
    ['TINYINT', 'TINYINT'],
    ['SMALLINT', 'SMALLINT'],
    ['INT', 'INT'],
    ['INTEGER', 'INT'],
    ['BIGINT', 'BIGINT'],
    ['FLOAT', 'FLOAT'],
    ['DOUBLE', 'DOUBLE'],
  ]);

/**
 * Texts lose their length. DECIMAL without digits is declared with all that the mode allows and holds ten. TIMESTAMP keeps its digits
 * and is declared with three at most; a decimal is held to
 * the limit only where it leaves the expression (reference: CAST matrix).
 */
function targetOf(name: TypeName, limit: number): Target | undefined {
  const [first, second] = name.parameters;
  const plain = PLAIN.get(name.name);
  if (plain !== undefined) return { type: { kind: plain, nullable: true }, target: { kind: plain } };
  switch (name.name) {
    case 'CHAR':
    case 'CHARACTER':
    case 'VARCHAR':
    case 'STRING':
      return { type: STRING, target: { kind: 'TEXT' } };
    case 'TIMESTAMP':
      return { type: timestampType('TIMESTAMP', Math.min(first ?? 0, 3)), target: { kind: 'TIMESTAMP' } };
    case 'DECIMAL':
    case 'NUMERIC':
    case 'DEC': {
      if (first === undefined) {
        return { type: decimalType(limit, 0, limit), target: { kind: 'DECIMAL', precision: 10, scale: 0 } };
      }
      const precision = first;
      const scale = second ?? 0;
      return { type: decimalType(precision, scale, limit), target: { kind: 'DECIMAL', precision, scale } };
    }
    default:
      return undefined;
  }
}
