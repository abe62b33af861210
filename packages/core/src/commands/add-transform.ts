import type { DocumentSnapshot } from '../document/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import { insertRuleAt } from './insert-rule-at.ts';

export interface NewTransform {
  readonly sourceTable: string;
  readonly projection?: string;
  readonly filter?: string;
}

/** A transform at the end of the list: earlier ones go first, as they do when the pipeline runs. */
export function addTransform(
  snapshot: DocumentSnapshot,
  { sourceTable, projection, filter }: NewTransform,
): EditOutcome {
  const rule = {
    'source-table': sourceTable,
    ...(projection === undefined ? {} : { projection }),
    ...(filter === undefined ? {} : { filter }),
  };
  return insertRuleAt(snapshot, { kind: 'transform', rule });
}
