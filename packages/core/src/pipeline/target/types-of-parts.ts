// Types of the parts of an expression, with the columns of the tables that a rule applies to, or as far as they are certain without.
import {
  childrenOf,
  compileExpression,
  parseCondition,
  parseProjection,
  type CompileEnvironment,
  type Expression,
  type ExpressionNode,
  type VisibleColumn,
} from '../../expression/index.ts';
import type { DataType } from '../../types/index.ts';

export type TypeOf = (node: ExpressionNode) => DataType | undefined;

/** What expressions are compiled with, columns and mode apart. */
export type ExpressionSettings = Omit<CompileEnvironment, 'columns' | 'mode'>;

const ANY_TEXT: DataType = { kind: 'VARCHAR', length: 2_147_483_647, nullable: true };

/**
 * Without columns, a part is certain only when each column in it stands inside a CAST: it is compiled as if all columns were texts, which
 * every cast takes.
 */
export function typesOf(
  expression: Expression,
  columns: readonly VisibleColumn[] | undefined,
  mode: 'projection' | 'filter',
  settings: ExpressionSettings,
): TypeOf {
  const types = new Map<ExpressionNode, DataType>();
  const visible = columns ?? namesIn(expression.node).map((name) => ({ name, type: ANY_TEXT }));
  compileExpression(expression, { ...settings, columns: visible, mode }, (node, type) => {
    types.set(node, type);
  });
  if (columns !== undefined) return (node) => types.get(node);
  return (node) => (isCertain(node) ? types.get(node) : undefined);
}

function isCertain(node: ExpressionNode): boolean {
  return node.kind === 'cast' || (node.kind !== 'column' && childrenOf(node).every(isCertain));
}

function namesIn(node: ExpressionNode): readonly string[] {
  return node.kind === 'column' ? [node.name] : [...new Set(childrenOf(node).flatMap(namesIn))];
}

/** The columns that a filter sees: those of the projection's result, then the table's own (Flink CDC, transform page, "Filter"). */
export function columnsOfFilter(
  projection: string | undefined,
  columns: readonly VisibleColumn[],
  settings: ExpressionSettings,
): readonly VisibleColumn[] {
  const result = new Map<string, VisibleColumn>();
  for (const item of parseProjection((projection ?? '').replaceAll('\\*', '*')).items) {
    if (item.kind === 'star') {
      for (const column of columns) result.set(column.name, column);
      continue;
    }
    const forwarded = item.kind === 'column' && columns.find((column) => column.name === item.column);
    if (forwarded) result.set(item.name, { name: item.name, type: forwarded.type });
    else {
      const compiled = compileExpression(item.expression, { ...settings, columns, mode: 'projection' });
      if (compiled.ok) result.set(item.name, { name: item.name, type: compiled.expression.type });
    }
  }
  return [...result.values(), ...columns];
}

/** The expressions of a projection or filter. Every `\*` of a projection is read as the star it stands for, in as many characters. */
export function expressionsIn(text: string, mode: 'projection' | 'filter'): readonly Expression[] {
  if (mode === 'filter') {
    const { expression } = parseCondition(text);
    return expression === undefined ? [] : [expression];
  }
  return parseProjection(text.replaceAll('\\*', ' *')).items.flatMap((item) =>
    item.kind === 'star' ? [] : [item.expression],
  );
}

/** The columns that a projection or filter names, metadata and computed ones among them; undefined where a star keeps all. */
export function columnsNamedIn(text: string, mode: 'projection' | 'filter'): readonly string[] | undefined {
  const hasStar =
    mode === 'projection' &&
    parseProjection(text.replaceAll('\\*', ' *')).items.some((item) => item.kind === 'star');
  return hasStar ? undefined : expressionsIn(text, mode).flatMap(({ node }) => namesIn(node));
}
