import { decodeJsonRow } from '@tailrace/core/event';
import { answerAt, type Answer } from '@tailrace/core/language';
import { parseTableId } from '@tailrace/core/table';
import type { PreviewTable } from '@tailrace/server/router';
import { useDeferredValue, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { toSchema } from '../document/live-tables.ts';
import { selectedRowStore } from '../document/selected-row.ts';
import { useDocument, usePreview, useSession } from '../document/session.tsx';
import { cellText } from '../lib/cell-text.ts';
import css from './expression-box.module.css';
import type { FieldModel } from './field-model.ts';

interface ExpressionAnswerProps {
  readonly field: FieldModel;
  readonly selection: { readonly start: number; readonly end: number };
}

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The type of the expression and its value on the row that one is looking at. */
export function ExpressionAnswer({ field, selection }: ExpressionAnswerProps) {
  const snapshot = useDeferredValue(useDocument((state) => state.snapshot));
  const { document } = useSession();
  const rule = Number(field.path[1]);
  const tables = usePreview(({ result }) => result?.tables);
  const chosen = useStore(selectedRowStore, (state) => state.selected);
  const [nowMs] = useState(() => Date.now());
  const found = useMemo(() => {
    const own = tables?.filter(({ transform, rows }) => transform === rule && rows.length > 0) ?? [];
    const table = own.find((one) => one.table === chosen?.table) ?? own[0];
    const at = table?.table === chosen?.table ? (chosen?.row ?? 0) : 0;
    return table === undefined ? undefined : rowOf(table, at);
  }, [tables, rule, chosen]);
  const answer = useMemo((): Answer | undefined => {
    if (found === undefined || snapshot.stale || field.value === undefined) return undefined;
    const name = field.spec.key === 'filter' ? 'filter' : 'projection';
    return answerAt(
      snapshot,
      { rule, field: name, selection },
      { ...found, catalog: document.getState().catalog, timeZone: ZONE, nowMs },
    );
  }, [snapshot, found, field, rule, selection, document, nowMs]);
  if (answer === undefined || found === undefined) return null;
  return (
    <p className={css.answer}>
      <code title={answer.text}>{answer.text}</code> <span className={css.type}>{answer.type}</span>
      <span> = </span>
      {answer.failure === undefined ? (
        <strong>{cellText(answer.value)}</strong>
      ) : (
        <span className={css.failure}>{answer.failure}</span>
      )}{' '}
      <span className={css.where}>on {found.name}</span>
    </p>
  );
}

function rowOf(table: PreviewTable, at: number) {
  const id = parseTableId(table.table);
  const json = (table.rows[at] ?? table.rows[0])?.source;
  const schema = toSchema(table.source);
  const row = json === undefined ? undefined : decodeJsonRow(json, schema);
  if (id === undefined || row?.ok !== true) return undefined;
  const key = table.source
    .filter((column) => column.key)
    .map(({ name }) => `${name} ${cellText(json?.[name])}`);
  return { table: id, schema, row: row.value, name: `${table.table}, ${key.join(', ') || `row ${at + 1}`}` };
}
