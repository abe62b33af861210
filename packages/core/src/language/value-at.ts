// What the expression under the caret of the text gives on rows of the source.
import type { DocumentSnapshot } from '../document/index.ts';
import { encodeValue } from '../event/index.ts';
import { compileSelector, formatTableId } from '../table/index.ts';
import type { JsonValue, Row } from '../value/index.ts';
import type { TextRange } from '../yaml/index.ts';
import { answerPart } from './answer.ts';
import { expressionAt } from './expression-at.ts';
import type { KnownTable, LanguageContext } from './items.ts';

export interface ValueAt {
  /** The expression as it is written. */
  readonly text: string;
  readonly range: TextRange;
  /** Such as `BIGINT NOT NULL`. */
  readonly type: string;
  readonly table: string;
  /** For each row that was looked at, in their order. */
  readonly values: readonly SampleValue[];
}

export interface SampleValue {
  /** Such as `id 7`, or `row 1` of a table without a key. */
  readonly row: string;
  /** As JSON in the notation of change events; absent when the row fails. */
  readonly value?: string;
  readonly failure?: string;
}

const MOST_ROWS = 3;

/** Undefined outside of expressions, without sample rows, and where the expression does not compile over their table. */
export function valueAt(
  snapshot: DocumentSnapshot,
  offset: number,
  context: LanguageContext,
): ValueAt | undefined {
  const place = expressionAt(snapshot, offset);
  const table = place && sampleTable(snapshot, place.rule, context);
  if (place === undefined || table === undefined) return undefined;
  const { rule, field, expression, range } = place;
  const { catalog, timeZone = 'UTC', nowMs = 0 } = context;
  let type: string | undefined;
  const values = (table.rows ?? []).slice(0, MOST_ROWS).flatMap((row, at): readonly SampleValue[] => {
    const look = { catalog, timeZone, nowMs, table: table.table, schema: table.schema, row };
    const answer = answerPart(snapshot, { rule, field, part: expression }, look);
    if (answer === undefined) return [];
    type = answer.type;
    const { value, failure } = answer;
    const label = rowLabel(table, row, at);
    if (failure !== undefined) return [{ row: label, failure }];
    return [{ row: label, value: value === null || value === undefined ? 'NULL' : JSON.stringify(value) }];
  });
  if (type === undefined) return undefined;
  return { text: expression.text, range, type, table: formatTableId(table.table), values };
}

/** The first table with rows whose first matching rule is this one. */
function sampleTable(
  snapshot: DocumentSnapshot,
  rule: number,
  { tables = [] }: LanguageContext,
): KnownTable | undefined {
  const selectors = snapshot.pipeline.transforms.map(({ sourceTable }) => compileSelector(sourceTable));
  return tables.find(
    ({ table, rows }) =>
      rows !== undefined &&
      rows.length > 0 &&
      selectors.findIndex((selector) => selector.ok && selector.matches(table)) === rule,
  );
}

function rowLabel({ schema }: KnownTable, row: Row, at: number): string {
  const keys = schema.columns.flatMap(({ name, type }, column) => {
    const value = row[column];
    const isKnown = schema.primaryKeys.includes(name) && value !== undefined && typeof value !== 'symbol';
    return isKnown ? [`${name} ${shown(encodeValue(value, type))}`] : [];
  });
  return keys.length === 0 ? `row ${at + 1}` : keys.join(', ');
}

const shown = (json: JsonValue): string => (typeof json === 'string' ? json : JSON.stringify(json));
