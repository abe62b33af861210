import type { DocumentSnapshot } from '../document/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import { insertRuleAt } from './insert-rule-at.ts';

export interface NewRoute {
  readonly sourceTable: string;
  readonly sinkTable: string;
  readonly replaceSymbol?: string;
}

/** A route at the end of the list. */
export function addRoute(
  snapshot: DocumentSnapshot,
  { sourceTable, sinkTable, replaceSymbol }: NewRoute,
): EditOutcome {
  const rule = {
    'source-table': sourceTable,
    'sink-table': sinkTable,
    ...(replaceSymbol === undefined ? {} : { 'replace-symbol': replaceSymbol }),
  };
  return insertRuleAt(snapshot, { kind: 'route', rule });
}
