// A projection bound to the schema of one table: what each column of the result is made of (Flink CDC, transform page, "Projection").
import { must } from '../assert/index.ts';
import {
  METADATA_NAMES,
  type CompiledExpression,
  type Expression,
  type ExpressionNode,
  type ProjectionItem,
  cannotFail,
  compileExpression,
  parseProjection,
} from '../expression/index.ts';
import type { Column, TableSchema } from '../table/index.ts';
import { type DataType, MAX_LENGTH } from '../types/index.ts';
import type { RulePlace, TransformSettings } from './settings.ts';
import { transformError } from './transform-error.ts';

/** A column of the result. */
export type Output =
  | { readonly kind: 'forward'; readonly column: Column; readonly from: number }
  | {
      readonly kind: 'compute';
      readonly column: Column;
      readonly expression: CompiledExpression;
      readonly text: string;
      /** It gives a value or NULL whatever the row, so that nobody can tell whether it was computed for a row that is dropped. */
      readonly cannotFail: boolean;
    };

/** The items of a projection, read once for a rule. */
export interface Projection {
  readonly items: readonly ProjectionItem[];
  /** Whether it has a star, or is left out. */
  readonly wildcard: boolean;
}

/** Reads the text of a rule; throws where it does not follow the grammar. */
export function readProjection(text: string | undefined, place: RulePlace): Projection {
  const parsed = parseProjection((text ?? '').replaceAll('\\*', '*'));
  const [finding] = parsed.findings;
  if (finding !== undefined) throw transformError(place, 'projection', finding, text ?? '');
  return { items: parsed.items, wildcard: parsed.items.some((item) => item.kind === 'star') };
}

/** The columns of the result, in order. A later item takes the place of an earlier one of its name. */
export function bindProjection(
  projection: Projection,
  schema: TableSchema,
  settings: TransformSettings,
  place: RulePlace,
): readonly Output[] {
  const outputs = new Map<string, Output>();
  for (const item of projection.items) {
    if (item.kind === 'star') {
      for (const [from, column] of schema.columns.entries()) {
        outputs.set(column.name, { kind: 'forward', column, from });
      }
    } else {
      refuseReservedAlias(item, settings, place);
      outputs.set(item.name, bindItem(item, schema, settings, place));
    }
  }
  return [...outputs.values()];
}

type NamedItem = Exclude<ProjectionItem, { readonly kind: 'star' }>;

function bindItem(
  item: NamedItem,
  schema: TableSchema,
  settings: TransformSettings,
  place: RulePlace,
): Output {
  if (item.kind === 'column') {
    const from = schema.columns.findIndex((column) => column.name === item.column);
    if (from >= 0) {
      const column = must(schema.columns[from], 'the column that was found');
      return { kind: 'forward', column: { ...column, name: item.name }, from };
    }
  }
  const types = new Map<ExpressionNode, DataType>();
  const compiled = compileExpression(
    item.expression,
    { columns: schema.columns, ...settings, mode: 'projection' },
    (node, type) => types.set(node, type),
  );
  if (!compiled.ok) {
    const finding = must(compiled.errors[0], 'a finding for an expression that does not compile');
    throw transformError(place, 'projection', finding, describe(item));
  }
  const { expression } = compiled;
  return {
    kind: 'compute',
    column: { name: item.name, type: resultType(expression.type) },
    expression,
    text: describe(item),
    cannotFail: cannotFail(item.expression.node, (node) => types.get(node)),
  };
}

const describe = (item: NamedItem & { readonly expression: Expression }): string =>
  `${item.expression.text} AS ${item.name}`;

/** Texts of any length become STRING. */
function resultType(type: DataType): DataType {
  const text = type.kind === 'CHAR' || type.kind === 'VARCHAR';
  return text ? { kind: 'VARCHAR', length: MAX_LENGTH, nullable: type.nullable } : type;
}

/** An alias may not hide a metadata column; the metadata column itself may be named. */
function refuseReservedAlias(item: NamedItem, settings: TransformSettings, place: RulePlace): void {
  if (item.kind === 'column' && item.column === item.name) return;
  const reserved =
    METADATA_NAMES.includes(item.name) || settings.metadata.some((column) => column.name === item.name);
  if (!reserved) return;
  throw transformError(
    place,
    'projection',
    {
      code: 'expression-syntax',
      message: `${item.name} is the name of a metadata column, which an alias may not hide; choose another name`,
      range: item.nameRange,
    },
    describe(item),
  );
}
