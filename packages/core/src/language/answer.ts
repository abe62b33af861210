// What an expression answers for one row: its type and its value, while it is written. The item of the projection that the caret is in,
// or the part that is marked; of a filter the whole condition.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import { TailraceError } from '../diagnostics/index.ts';
import type { DocumentSnapshot } from '../document/index.ts';
import { encodeValue } from '../event/index.ts';
import {
  childrenOf,
  compileExpression,
  parseCondition,
  parseProjection,
  type EventContext,
  type Expression,
  type ExpressionNode,
  type VisibleColumn,
} from '../expression/index.ts';
import { expressionSettings } from '../pipeline/index.ts';
import type { TableId, TableSchema } from '../table/index.ts';
import { createTableTransform } from '../transform/index.ts';
import { formatDataType } from '../types/index.ts';
import type { JsonValue, Row } from '../value/index.ts';
import type { TextRange } from '../yaml/index.ts';

export interface AnswerPlace {
  /** Index of the transform. */
  readonly rule: number;
  readonly field: 'projection' | 'filter';
  /** Caret or marked part, counted in the value of the field. */
  readonly selection: TextRange;
}

export interface AnswerRow {
  readonly catalog: ConnectorCatalog;
  readonly table: TableId;
  readonly schema: TableSchema;
  readonly row: Row;
  /** Used where the document names no zone. */
  readonly timeZone: string;
  /** The instant that clock functions give, in ms. */
  readonly nowMs: number;
}

export interface Answer {
  /** The text that is answered. */
  readonly text: string;
  readonly type: string;
  /** In the notation of the change events; absent where the row makes it fail, and then `failure` says why. */
  readonly value?: JsonValue;
  readonly failure?: string;
}

/** Undefined where there is nothing to answer: a star, or a text that has a finding of its own. */
export function answerAt(
  snapshot: DocumentSnapshot,
  place: AnswerPlace,
  context: AnswerRow,
): Answer | undefined {
  const rule = snapshot.pipeline.transforms[place.rule];
  const text = rule?.[place.field];
  if (text === undefined) return undefined;
  const expression =
    place.field === 'filter' ? parseCondition(text).expression : itemAt(text, place.selection);
  if (expression === undefined) return undefined;
  return answerPart(snapshot, { ...place, part: partAt(expression, place.selection) }, context);
}

/** The same for a part of the field's text that was found otherwise. */
export function answerPart(
  snapshot: DocumentSnapshot,
  { rule, field, part }: Pick<AnswerPlace, 'rule' | 'field'> & { readonly part: Expression },
  context: AnswerRow,
): Answer | undefined {
  const { columns, row } = field === 'filter' ? filterView(snapshot, rule, context) : sourceView(context);
  const compiled = compileExpression(part, {
    ...settingsOf(snapshot, context),
    columns,
    mode: field,
    isPart: true,
  });
  if (!compiled.ok) return undefined;
  const answer = { text: part.text, type: formatDataType(compiled.expression.type) };
  try {
    const value = compiled.expression.evaluate(row, eventContext(context));
    return { ...answer, value: encodeValue(value, compiled.expression.type) };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return { ...answer, failure: error.message };
  }
}

const settingsOf = ({ pipeline }: DocumentSnapshot, { catalog, timeZone }: AnswerRow) => ({
  ...expressionSettings(pipeline, catalog),
  timeZone: pipeline.options.localTimeZone ?? timeZone,
});

const eventContext = ({ table, nowMs }: AnswerRow): EventContext => ({ table, nowMs, op: '+I', meta: {} });

interface View {
  readonly columns: readonly VisibleColumn[];
  readonly row: Row;
}

const sourceView = ({ schema, row }: AnswerRow): View => ({ columns: schema.columns, row });

/** A filter sees the columns of the projection first, then those of the table; of a projection that fails, the table's alone. */
function filterView(snapshot: DocumentSnapshot, rule: number, context: AnswerRow): View {
  const spec = snapshot.pipeline.transforms[rule];
  const { table, schema, row } = context;
  if (spec === undefined) return sourceView(context);
  const { filter: _, ...projecting } = spec;
  try {
    const transform = createTableTransform(
      projecting,
      settingsOf(snapshot, context),
      { rule, table },
      schema,
    );
    return {
      columns: [...transform.outputs.map(({ column }) => column), ...schema.columns],
      row: [...transform.project(row, eventContext(context)), ...row],
    };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return sourceView(context);
  }
}

/** The expression of the item around the selection. `\*` is a star; a blank keeps the places behind it. */
function itemAt(text: string, { start, end }: TextRange): Expression | undefined {
  const item = parseProjection(text.replaceAll('\\*', ' *')).items.findLast(
    ({ range }) => range.start <= start && end <= range.end,
  );
  return item === undefined || item.kind === 'star' ? undefined : item.expression;
}

/** The smallest part around what is marked; all of it for a caret. */
function partAt(expression: Expression, { start, end }: TextRange): Expression {
  if (start === end) return expression;
  let node: ExpressionNode = expression.node;
  const holds = ({ range }: ExpressionNode): boolean => range.start <= start && end <= range.end;
  for (let inner = childrenOf(node).find(holds); inner !== undefined; inner = childrenOf(node).find(holds)) {
    node = inner;
  }
  const { range } = node;
  const text = expression.text.slice(
    range.start - expression.range.start,
    range.end - expression.range.start,
  );
  return { node, text, range };
}
