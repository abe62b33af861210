import type { DocumentSnapshot } from '../document/index.ts';
import { insertItem } from '../yaml/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import { addSection, whenSound, type RuleSection } from './sections.ts';

export interface NewRule {
  readonly kind: RuleSection;
  /** Place in the list; without it, at the end. */
  readonly index?: number;
  /** Keys and texts in the order they are written. */
  readonly rule: Readonly<Record<string, string>>;
}

/** Puts a rule into its list; the list is begun where there is none. */
export function insertRuleAt(snapshot: DocumentSnapshot, { kind, index, rule }: NewRule): EditOutcome {
  return whenSound(snapshot, (yaml) =>
    yaml.keyRange([kind]) === undefined
      ? addSection(yaml, kind, [rule])
      : insertItem(yaml, [kind], { index: index ?? Number.MAX_SAFE_INTEGER, value: rule }),
  );
}
