// From the graph to what React Flow draws. Nodes carry their size and their handles, so that nothing is mounted to be measured, and
// an unchanged node is the same object as before, so that nothing unchanged is drawn again. Data is data: no callbacks, no elements.
import type { DisabledNode, GraphNode } from '@tailrace/core/graph';
import { Position, type Edge, type Node } from '@xyflow/react';
import type { Point } from '../document/layout-store.ts';
import type { GraphLine } from './arrange.ts';
import { CARD, HUB } from './geometry.ts';

export interface CardData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly glyph: string;
  readonly isStale: boolean;
  /** Something else is selected, and this has nothing to do with it. */
  readonly isFaded: boolean;
}

export interface OffData extends Record<string, unknown> {
  readonly node: DisabledNode;
  readonly glyph: string;
}

export type OffNode = Node<OffData, 'off'>;
export type CardNode = Node<CardData, 'card'>;
export type HubNode = Node<Record<string, never>, 'hub'>;
export type CanvasNode = CardNode | OffNode | HubNode;
export type CanvasEdge = Edge<{ readonly isRelated: boolean }, 'line'>;

interface Box {
  readonly width: number;
  readonly height: number;
}

function geometry({ width, height }: Box): Pick<Node, 'width' | 'height' | 'measured' | 'handles'> {
  const side = { y: height / 2 - 6, width: 12, height: 12 };
  return {
    width,
    height,
    measured: { width, height },
    handles: [
      { type: 'target', position: Position.Left, x: -6, ...side },
      { type: 'source', position: Position.Right, x: width - 6, ...side },
    ],
  };
}

const cardGeometry = geometry(CARD);
const hubGeometry = geometry(HUB);

export const KIND_WORD = { source: 'Source', transform: 'Transform', route: 'Route', sink: 'Sink' } as const;

/** What a screen reader says of a node. */
export function nodeLabel(node: GraphNode): string {
  const { errors, warnings } = node.problems;
  const place = node.kind === 'transform' || node.kind === 'route' ? ` ${node.index + 1}` : '';
  const problems = [errors > 0 && `${errors} errors`, warnings > 0 && `${warnings} warnings`].filter(Boolean);
  return [
    `${KIND_WORD[node.kind]}${place}: ${node.title}`,
    node.summary,
    problems.length > 0 ? problems.join(', ') : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

const cache = new WeakMap<GraphNode, CardNode>();

export interface CardLook {
  readonly place: Point;
  readonly glyph: string;
  readonly isSelected: boolean;
  readonly isStale: boolean;
  readonly isFaded: boolean;
  readonly isDragging: boolean;
}

export function projectCard(node: GraphNode, look: CardLook): CardNode {
  const before = cache.get(node);
  if (
    before !== undefined &&
    before.position.x === look.place.x &&
    before.position.y === look.place.y &&
    before.selected === look.isSelected &&
    before.dragging === look.isDragging &&
    before.data.isStale === look.isStale &&
    before.data.isFaded === look.isFaded
  ) {
    return before;
  }
  const card: CardNode = {
    id: node.id,
    type: 'card',
    position: look.place,
    ...cardGeometry,
    selected: look.isSelected,
    dragging: look.isDragging,
    data: { node, glyph: look.glyph, isStale: look.isStale, isFaded: look.isFaded },
    ariaLabel: nodeLabel(node),
    // A group and not a button: a card says more than a name, and what it says changes while rows move.
    ariaRole: 'group',
    domAttributes: { 'aria-current': look.isSelected },
  };
  cache.set(node, card);
  return card;
}

/** A rule that is switched off: it can be selected and switched on, and has no ports. */
export const projectOff = (
  node: DisabledNode,
  look: Pick<CardLook, 'place' | 'glyph' | 'isSelected'>,
): OffNode => ({
  id: node.id,
  type: 'off',
  position: look.place,
  ...cardGeometry,
  handles: [],
  selected: look.isSelected,
  data: { node, glyph: look.glyph },
  draggable: false,
  connectable: false,
  ariaLabel: `${KIND_WORD[node.kind]} off: ${node.title}; ${node.summary}`,
  ariaRole: 'group',
  domAttributes: { 'aria-current': look.isSelected },
});

export const projectHub = (id: string, place: Point): HubNode => ({
  id,
  type: 'hub',
  position: place,
  ...hubGeometry,
  data: {},
  draggable: false,
  selectable: false,
  focusable: false,
  connectable: false,
});

/** Lines as React Flow wants them; it remembers the last answer and gives the same array again where nothing changed. */
export function createEdgeProjector() {
  let before: readonly CanvasEdge[] = [];
  return (lines: readonly GraphLine[], related: ReadonlySet<string> | undefined): readonly CanvasEdge[] => {
    const isRelated = (line: GraphLine): boolean =>
      related !== undefined && related.has(line.from) && related.has(line.to);
    const isSame =
      before.length === lines.length &&
      lines.every((line, at) => {
        const old = before[at];
        return old?.id === line.id && old.data?.isRelated === isRelated(line);
      });
    if (!isSame) before = lines.map((line) => toEdge(line, isRelated(line)));
    return before;
  };
}

const toEdge = ({ id, from, to }: GraphLine, isRelated: boolean): CanvasEdge => ({
  id,
  type: 'line',
  source: from,
  target: to,
  focusable: false,
  data: { isRelated },
});
