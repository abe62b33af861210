// What hands do on the canvas, as commands of the core. Nothing here draws: the picture follows from the text.
import {
  duplicateNode,
  insertRuleAt,
  moveNode,
  removeNode,
  setRuleField,
  setSink,
  setSource,
} from '@tailrace/core/commands';
import type { NodeId } from '@tailrace/core/document';
import type { ConnectorDescriptor } from '@tailrace/core/descriptor';
import type { GraphNode } from '@tailrace/core/graph';
import { dispatch } from '../document/dispatch.ts';
import { nodeKeys, type Point } from '../document/layout-store.ts';
import type { Session } from '../document/session.tsx';
import { toast } from '../ui/toast.tsx';
import { dropVerdict, type EdgeEnds } from './drop-verdict.ts';
import { CARD, COLUMN_WIDTH } from './geometry.ts';
import { newRoute, newTransform } from './new-rule.ts';

export type StepKind = 'transform' | 'route';

export type PaletteItem =
  { readonly kind: StepKind } | { readonly kind: 'source' | 'sink'; readonly type: string };

const isStep = (node: GraphNode): node is GraphNode & { kind: StepKind } =>
  node.kind === 'transform' || node.kind === 'route';

const findNode = ({ document }: Session, id: string): GraphNode | undefined =>
  document.getState().graph.nodes.find((node) => node.id === id);

function selectPlace({ document }: Session, kind: GraphNode['kind'], index: number): void {
  const { graph } = document.getState();
  document.select(graph.nodes.find((node) => node.kind === kind && node.index === index)?.id);
}

const countOf = ({ document }: Session, kind: GraphNode['kind']): number =>
  document.getState().graph.nodes.filter((node) => node.kind === kind).length;

/** Appends what was clicked or dropped on the empty canvas. */
export function addItem(session: Session, item: PaletteItem): void {
  if (!('type' in item)) {
    insertStep(session, item.kind, { index: countOf(session, item.kind), beside: undefined });
    return;
  }
  const { kind, type } = item;
  session.document.withCatalog((catalog) => {
    const connector = catalog.find(kind, type);
    if (connector !== undefined) setConnector(session, kind, connector);
  });
}

function setConnector(
  session: Session,
  kind: 'source' | 'sink',
  { type, example }: ConnectorDescriptor,
): void {
  const { document } = session;
  const before = document.getState().graph.nodes.find((node) => node.kind === kind);
  const isDone = dispatch(document, { origin: 'canvas', mark: `set ${kind}` }, (snapshot) =>
    (kind === 'source' ? setSource : setSink)(snapshot, { type, options: example }),
  );
  if (!isDone) return;
  selectPlace(session, kind, 0);
  if (before !== undefined) {
    toast(`The ${kind} was ${before.title}; a pipeline has one.`, {
      action: { label: 'Undo', run: document.undo },
    });
  }
}

interface StepPlace {
  readonly index: number;
  readonly beside: GraphNode | undefined;
}

function insertStep(session: Session, kind: StepKind, { index, beside }: StepPlace): void {
  const rule = kind === 'transform' ? newTransform(session, beside) : newRoute(session, beside);
  const isDone = dispatch(session.document, { origin: 'canvas', mark: `add ${kind}` }, (snapshot) =>
    insertRuleAt(snapshot, { kind, index, rule }),
  );
  if (isDone) selectPlace(session, kind, index);
}

/** Puts a step into an edge, where it may stand there; says why where it may not. */
export function insertOnEdge(session: Session, kind: GraphNode['kind'], edge: EdgeEnds): void {
  const verdict = dropVerdict(session.document.getState().graph, kind, edge);
  if (!verdict.ok) toast(verdict.reason, { tone: 'error' });
  else if (kind === 'transform' || kind === 'route') {
    insertStep(session, kind, { index: verdict.index ?? countOf(session, kind), beside: verdict.beside });
  }
}

export function remove(session: Session, node: GraphNode): void {
  const isDone = dispatch(session.document, { origin: 'canvas', mark: `remove ${node.kind}` }, (snapshot) =>
    removeNode(snapshot, node),
  );
  if (isDone) toast(`Removed ${node.title}.`, { action: { label: 'Undo', run: session.document.undo } });
}

export function duplicate(session: Session, node: GraphNode): void {
  if (!isStep(node)) return;
  const { kind, index } = node;
  const isDone = dispatch(session.document, { origin: 'canvas', mark: `duplicate ${kind}` }, (snapshot) =>
    duplicateNode(snapshot, node),
  );
  if (isDone) selectPlace(session, kind, index + 1);
}

/** Earlier or later in its list: the order decides which rule applies. */
export function moveBy(session: Session, node: GraphNode, step: number): void {
  const to = node.index + step;
  if (!isStep(node) || to < 0 || to >= countOf(session, node.kind)) return;
  moveTo(session, node, to);
}

function moveTo(session: Session, node: GraphNode & { kind: StepKind }, to: number): void {
  dispatch(session.document, { origin: 'canvas', mark: `move ${node.kind}` }, (snapshot) =>
    moveNode(snapshot, { kind: node.kind, from: node.index, to }),
  );
}

interface Places {
  readonly places: ReadonlyMap<NodeId, Point>;
}

interface Dropped {
  readonly id: string;
  readonly place: Point;
}

/** A drop within the node's column puts the rule in that place of its list; a drop elsewhere keeps the node where it is. */
export function dropNode(session: Session, { places }: Places, { id, place }: Dropped): void {
  const node = findNode(session, id);
  if (node === undefined) return;
  const was = places.get(node.id) ?? place;
  if (Math.abs(was.x - place.x) < 4 && Math.abs(was.y - place.y) < 4) return;
  const { graph } = session.document.getState();
  const key = nodeKeys(graph).get(node.id) ?? node.id;
  const column = graph.nodes.filter((other) => other.kind === node.kind && other.id !== node.id);
  const isInColumn = Math.abs(was.x - place.x) < COLUMN_WIDTH / 2;
  if (isStep(node) && isInColumn && column.length > 0) {
    const middle = place.y + CARD.height / 2;
    const above = column.filter((other) => (places.get(other.id)?.y ?? 0) + CARD.height / 2 < middle);
    session.layout.release(key);
    if (above.length !== node.index) moveTo(session, node, above.length);
    return;
  }
  session.layout.place(key, place);
}

/** Back to the columns; the places given by hand come back with the toast's undo. */
export function tidy({ layout }: Session): void {
  const { positions } = layout.getState();
  if (Object.keys(positions).length === 0) {
    toast('Everything stands in its column already.');
    return;
  }
  layout.replace({});
  toast('Everything stands in its column again.', {
    action: { label: 'Undo', run: () => layout.replace(positions) },
  });
}

export interface ConnectTarget {
  readonly id: NodeId;
  readonly label: string;
  /** Why it cannot be connected to; absent where it can. */
  readonly reason?: string;
}

/** Where rows of a node can be sent by connecting it, and why not elsewhere. */
export function connectTargets({ document }: Session, from: GraphNode): readonly ConnectTarget[] {
  const { graph } = document.getState();
  return graph.nodes
    .filter((node) => node.id !== from.id && node.kind !== 'source')
    .map((to) => {
      const reason = refusal(from, to);
      const label = `${to.kind} ${isStep(to) ? `${to.index + 1}: ` : ''}${to.title}`;
      return { id: to.id, label, ...(reason === undefined ? {} : { reason }) };
    });
}

function refusal(from: GraphNode, to: GraphNode): string | undefined {
  if (to.kind === 'sink') return 'Whatever no route takes arrives in the sink under its own name already.';
  if (to.kind === 'source') return 'A source is where rows begin.';
  if (from.kind === to.kind)
    return 'Of the transforms, the first that matches a table applies; routes stand side by side.';
  if (from.kind === 'route') return 'Routes come after transforms.';
  if (from.kind === 'sink') return 'A sink is where rows end.';
  return undefined;
}

/** Connecting means: that step shall take the tables of this one. */
export function connectNodes(session: Session, fromId: string, toId: string): void {
  const from = findNode(session, fromId);
  const to = findNode(session, toId);
  if (from === undefined || to === undefined || from.id === to.id) return;
  const reason = refusal(from, to);
  if (reason !== undefined) {
    toast(reason);
    return;
  }
  const { pipeline } = session.document.getState().snapshot;
  const tables =
    from.kind === 'source'
      ? pipeline.source?.options['tables']
      : pipeline.transforms[from.index]?.sourceTable;
  if (tables === undefined || !isStep(to)) return;
  dispatch(session.document, { origin: 'canvas', mark: 'connect' }, (snapshot) =>
    setRuleField(snapshot, { kind: to.kind, index: to.index, key: 'source-table', value: tables }),
  );
  session.document.select(to.id);
}
