// Tables that the last preview saw, in the core's own shapes: what completion offers as tables and columns.
import type { LanguageContext } from '@tailrace/core/language';
import { decodeJsonRow } from '@tailrace/core/event';
import { parseTableId } from '@tailrace/core/table';
import { parseDataType } from '@tailrace/core/types';
import type { Row } from '@tailrace/core/value';
import type { PreviewColumn, PreviewResult } from '@tailrace/server/router';

type LiveTables = NonNullable<LanguageContext['tables']>;

const known = new WeakMap<PreviewResult, LiveTables>();

/** undefined while nothing was seen. Tables that are not captured come without columns: the preview does not read them. */
export function liveTables(result: PreviewResult | undefined): LiveTables | undefined {
  if (result === undefined) return undefined;
  const before = known.get(result);
  if (before !== undefined) return before;
  const seen = new Map(result.tables.map((table) => [table.table, table]));
  const tables = result.discovered.flatMap(({ table }) => {
    const id = parseTableId(table);
    if (id === undefined) return [];
    const { source = [], rows = [] } = seen.get(table) ?? {};
    const schema = toSchema(source);
    return [{ table: id, schema, rows: rows.flatMap((row) => toRow(row.source, schema)) }];
  });
  known.set(result, tables);
  return tables;
}

/** Nothing of a row that does not fit the columns, which are those of a moment before. */
function toRow(row: unknown, schema: LiveTables[number]['schema']): readonly Row[] {
  const decoded = decodeJsonRow(row, schema);
  return decoded.ok ? [decoded.value] : [];
}

/** The schema behind the columns of a preview; types that cannot be read are left out. */
export const toSchema = (columns: readonly PreviewColumn[]): LiveTables[number]['schema'] => ({
  columns: columns.flatMap(({ name, type }) => {
    const parsed = parseDataType(type);
    return parsed === undefined ? [] : [{ name, type: parsed }];
  }),
  primaryKeys: columns.filter(({ key }) => key).map(({ name }) => name),
  partitionKeys: [],
  options: {},
});
