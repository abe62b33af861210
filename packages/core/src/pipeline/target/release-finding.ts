// What a release of Flink CDC does otherwise with a part of an expression, in offsets of the text that was parsed.
import type { ExpressionNode } from '../../expression/index.ts';
import type { DataType } from '../../types/index.ts';
import type { TextRange } from '../../yaml/index.ts';

export interface ReleaseFinding {
  readonly code: 'target-refuses' | 'target-differs';
  readonly message: string;
  readonly range: TextRange;
  /** Written in the place of the range, the expression means the same in that release and in the newest. */
  readonly rewrite?: string;
}

/** One expression as the checks see it. */
export interface CheckedExpression {
  readonly node: ExpressionNode;
  /** The whole text of the projection or filter, which ranges count in. */
  readonly text: string;
  readonly mode: 'projection' | 'filter';
  /** Such as 3.6. */
  readonly target: string;
  /** Undefined where it takes columns whose types are not known. */
  readonly typeOf: (node: ExpressionNode) => DataType | undefined;
}

/** The text of a part, without parentheses around all of it. */
export function innerText({ text }: Pick<CheckedExpression, 'text'>, node: ExpressionNode): string {
  const written = text.slice(node.range.start, node.range.end);
  return isWrapped(written) ? written.slice(1, -1).trim() : written;
}

/** Whether the first parenthesis closes at the very end. Quotes hide parentheses. */
function isWrapped(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let open = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '`') quote = char;
    else if (char === '(') open += 1;
    else if (char === ')') open -= 1;
    if (open === 0 && at < text.length - 1) return false;
  }
  return open === 0;
}

/** The text of a part as it stands, parentheses and all. */
export const writtenText = ({ text }: CheckedExpression, node: ExpressionNode): string =>
  text.slice(node.range.start, node.range.end);

/** How a type is written in CAST; undefined for those that it does not make. */
export function castName(type: DataType | undefined): string | undefined {
  switch (type?.kind) {
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
      return type.kind;
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    default:
      return undefined;
  }
}
