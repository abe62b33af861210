// Rules that are switched off, as the canvas shows them. Their ids count within the list: a rule that comes back is another node.
import { disabledRules, type DisabledRule, type DocumentSnapshot, type NodeId } from '../document/index.ts';
import type { TextRange } from '../yaml/index.ts';
import type { DisabledNode, PipelineGraph } from './pipeline-graph.ts';
import { describeRoute, describeTransform, type Words } from './words.ts';

const NONE: readonly DisabledNode[] = [];

export function disabledNodes({ yaml }: DocumentSnapshot): readonly DisabledNode[] {
  const { transform, route } = disabledRules(yaml);
  if (transform.length === 0 && route.length === 0) return NONE;
  return [
    ...transform.map((entry) => toNode('transform', entry, describeTransform(entry.rule))),
    ...route.map((entry) => toNode('route', entry, describeRoute(entry.rule))),
  ];
}

function toNode(
  kind: DisabledNode['kind'],
  { at, before }: Pick<DisabledRule<unknown>, 'at' | 'before'>,
  { title, summary }: Words,
): DisabledNode {
  return { id: disabledId(kind, at), kind, at, before, title, summary };
}

/** The id of a rule that is switched off; the brand is the document's, the name is made here. */
export function disabledId(kind: DisabledNode['kind'], at: number): NodeId {
  return `off-${kind}-${at}` as NodeId;
}

export function findDisabled({ disabled }: PipelineGraph, id: string | undefined): DisabledNode | undefined {
  return disabled.find((node) => node.id === id);
}

/** Its lines in the text. Empty at 0 for a node that the snapshot does not have. */
export function disabledRange(snapshot: DocumentSnapshot, { kind, at }: DisabledNode): TextRange {
  return entryOf(snapshot, kind, at)?.lines ?? { start: 0, end: 0 };
}

/** What the rule says, without the marks of the comment and without the indentation of its list. */
export function disabledText(snapshot: DocumentSnapshot, { kind, at }: DisabledNode): string {
  const text = entryOf(snapshot, kind, at)?.text ?? '';
  const indent = /^ */u.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indent}`, 'gmu'), '').trimEnd();
}

function entryOf({ yaml }: DocumentSnapshot, kind: DisabledNode['kind'], at: number) {
  return disabledRules(yaml)[kind].find((entry) => entry.at === at);
}
