// Rules off and on, from wherever one is looking: the canvas, the outline, the form.
import { disableRule, enableRule, removeDisabledRule } from '@tailrace/core/commands';
import type { DisabledNode, GraphNode } from '@tailrace/core/graph';
import { toast } from '../ui/toast.tsx';
import { dispatch } from './dispatch.ts';
import type { DocumentStore } from './document-store.ts';

/** Comments the rule out: the text keeps it, and nothing runs through it until it is switched on again. */
export function switchOff(document: DocumentStore, node: GraphNode): void {
  if (node.kind !== 'transform' && node.kind !== 'route') return;
  const { kind, index } = node;
  const isDone = dispatch(document, { origin: 'canvas', mark: `switch off ${kind}` }, (snapshot) =>
    disableRule(snapshot, { kind, index }),
  );
  if (!isDone) return;
  // It stands where it stood: in front of its follower, behind all others that are off there.
  const { disabled } = document.getState().graph;
  const there = disabled.filter((one) => one.kind === kind && one.before === index);
  document.select((there.findLast(({ title }) => title === node.title) ?? there.at(-1))?.id);
}

export function switchOn(document: DocumentStore, node: DisabledNode): void {
  const { kind, at, before } = node;
  const isDone = dispatch(document, { origin: 'canvas', mark: `switch on ${kind}` }, (snapshot) =>
    enableRule(snapshot, { kind, at }),
  );
  if (!isDone) return;
  const { nodes } = document.getState().graph;
  document.select(nodes.find((one) => one.kind === kind && one.index === before)?.id);
}

export function removeDisabled(document: DocumentStore, node: DisabledNode): void {
  const { kind, at, title } = node;
  const isDone = dispatch(document, { origin: 'canvas', mark: `remove ${kind}` }, (snapshot) =>
    removeDisabledRule(snapshot, { kind, at }),
  );
  if (isDone) toast(`Removed ${title}, which was off.`, { action: { label: 'Undo', run: document.undo } });
}
