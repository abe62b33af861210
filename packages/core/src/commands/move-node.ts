import type { DocumentSnapshot } from '../document/index.ts';
import { moveItem } from '../yaml/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import { whenSound, type RuleSection } from './sections.ts';

export interface NodeMove {
  readonly kind: RuleSection;
  readonly from: number;
  /** Place in the list after the move. */
  readonly to: number;
}

/** Reorders rules: the order decides which one applies. */
export function moveNode(snapshot: DocumentSnapshot, { kind, from, to }: NodeMove): EditOutcome {
  return whenSound(snapshot, (yaml) => moveItem(yaml, [kind], { from, to }));
}
