// A rule is switched off by commenting it out where it stands, and on by taking the marks away again: not one byte of it is lost.
import type { DocumentSnapshot } from '../document/index.ts';
import { commentItem, removeCommentedItem, uncommentItem } from '../yaml/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import { whenSound, type RuleSection } from './sections.ts';

export interface EnabledRulePlace {
  readonly kind: RuleSection;
  readonly index: number;
}

export interface DisabledRulePlace {
  readonly kind: RuleSection;
  /** `at` of the rule in `disabledRules`. */
  readonly at: number;
}

export function disableRule(snapshot: DocumentSnapshot, { kind, index }: EnabledRulePlace): EditOutcome {
  return whenSound(snapshot, (yaml) => commentItem(yaml, [kind], index));
}

export function enableRule(snapshot: DocumentSnapshot, { kind, at }: DisabledRulePlace): EditOutcome {
  return whenSound(snapshot, (yaml) => uncommentItem(yaml, [kind], at));
}

/** Takes a rule that is switched off out of the text. */
export function removeDisabledRule(snapshot: DocumentSnapshot, { kind, at }: DisabledRulePlace): EditOutcome {
  return whenSound(snapshot, (yaml) => removeCommentedItem(yaml, [kind], at));
}
