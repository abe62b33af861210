// What a rule says that was just put on the canvas: the first table that no rule of its kind takes yet, by name, so that something can
// be seen at once.
import type { GraphNode } from '@tailrace/core/graph';
import { asPattern } from '../lib/table-pattern.ts';
import type { Session } from '../document/session.tsx';

type Rule = Record<string, string>;

function firstTable({ preview }: Session, isTaken: (table: string) => boolean): string | undefined {
  const captured = preview.getState().result?.tables.map(({ table }) => table) ?? [];
  return captured.find((table) => !isTaken(table)) ?? captured[0];
}

/** The tables of the rule beside which a new one was dropped, as they are written there. */
function tablesBeside({ document }: Session, beside: GraphNode | undefined): string | undefined {
  const { pipeline } = document.getState().snapshot;
  if (beside?.kind === 'transform') return pipeline.transforms[beside.index]?.sourceTable;
  return beside?.kind === 'route' ? pipeline.routes[beside.index]?.sourceTable : undefined;
}

export function newTransform(session: Session, beside?: GraphNode): Rule {
  const tables = beside?.kind === 'route' ? tablesBeside(session, beside) : undefined;
  if (tables !== undefined) return { 'source-table': tables, projection: '\\*' };
  const { result } = session.preview.getState();
  const table = firstTable(
    session,
    (name) => result?.tables.find((each) => each.table === name)?.transform !== undefined,
  );
  return { 'source-table': table === undefined ? ANY_TABLE : asPattern(table), projection: '\\*' };
}

export function newRoute(session: Session, beside?: GraphNode): Rule {
  const tables = beside?.kind === 'transform' ? tablesBeside(session, beside) : undefined;
  if (tables !== undefined)
    return { 'source-table': tables, 'sink-table': 'copy.<>', 'replace-symbol': '<>' };
  const { result } = session.preview.getState();
  const table = firstTable(
    session,
    (name) => (result?.tables.find((each) => each.table === name)?.routes.length ?? 0) > 0,
  );
  if (table !== undefined) return { 'source-table': asPattern(table), 'sink-table': table };
  return { 'source-table': ANY_TABLE, 'sink-table': 'copy.<>', 'replace-symbol': '<>' };
}

/** Without a look at the source: every table of every schema. */
const ANY_TABLE = '\\.*.\\.*';
