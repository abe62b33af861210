// The canvas as it is drawn now: the graph in its places, what is selected, and what is being dragged at this moment.
import { findHead } from '@tailrace/connectors/heads';
import type { NodeId } from '@tailrace/core/document';
import { findDisabled, findNode } from '@tailrace/core/graph';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { nodeKeys, type Point } from '../document/layout-store.ts';
import { useDocument, usePicture } from '../document/session.tsx';
import { createArranger, relatedTo } from './arrange.ts';
import {
  createEdgeProjector,
  projectCard,
  projectHub,
  projectOff,
  type CanvasEdge,
  type CanvasNode,
} from './project.ts';

export interface Drag {
  readonly id: string;
  readonly place: Point;
}

export interface Scene {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
  readonly places: ReadonlyMap<NodeId, Point>;
  readonly setDrag: (drag: Drag | undefined) => void;
  readonly select: (id: string) => void;
}

const STEP_GLYPH = { transform: 'ƒ', route: '⇉' } as const;

export function useScene(): Scene {
  const { document, layout } = usePicture();
  const graph = useDocument((state) => state.graph);
  const selected = useDocument((state) => state.selected);
  const isStale = useDocument((state) => state.snapshot.stale);
  const moved = useStore(layout, (state) => state.positions);
  const [projectEdges] = useState(createEdgeProjector);
  const [arrange] = useState(createArranger);
  const [drag, setDrag] = useState<Drag>();

  const arrangement = useMemo(() => arrange(graph), [arrange, graph]);
  const hasMoved = Object.keys(moved).length > 0;
  // Names are wanted only where something was moved by hand: where nothing was, the graph is not looked at.
  const named = hasMoved ? graph : undefined;
  const places = useMemo(() => {
    if (named === undefined) return arrangement.places;
    const keys = nodeKeys(named);
    const byHand = (id: NodeId): Point | undefined => moved[keys.get(id) ?? ''];
    return new Map([...arrangement.places].map(([id, place]) => [id, byHand(id) ?? place]));
  }, [arrangement, named, moved]);

  const related = useMemo(
    () => {
      // A rule that is switched off is joined to nothing: that does not make everything else unrelated.
      if (selected === undefined || findDisabled(graph, selected) !== undefined) return undefined;
      return relatedTo(selected, graph.edges);
    },
    // Edges outlive most changes of the graph, and so does this answer.
    // oxlint-disable-next-line react/exhaustive-deps
    [selected, graph.edges, graph.disabled],
  );
  const hubs = useMemo(() => arrangement.hubs.map((hub) => projectHub(hub.id, hub.place)), [arrangement]);
  const nodes = useMemo(() => {
    const glyphOf = (kind: (typeof graph.nodes)[number]['kind'], connector: string | undefined): string => {
      if (kind === 'transform' || kind === 'route') return STEP_GLYPH[kind];
      return findHead(kind, connector ?? '')?.glyph ?? '?';
    };
    return [
      ...graph.nodes.map((node) =>
        projectCard(node, {
          place: drag?.id === node.id ? drag.place : (places.get(node.id) ?? { x: 0, y: 0 }),
          glyph: glyphOf(node.kind, node.connector),
          isSelected: node.id === selected,
          isStale,
          isFaded: related !== undefined && !related.has(node.id),
          isDragging: drag?.id === node.id,
        }),
      ),
      ...graph.disabled.map((node) =>
        projectOff(node, {
          place: places.get(node.id) ?? { x: 0, y: 0 },
          glyph: STEP_GLYPH[node.kind],
          isSelected: node.id === selected,
        }),
      ),
      ...hubs,
    ];
  }, [graph, places, hubs, selected, isStale, drag, related]);

  const edges = useMemo(() => projectEdges(arrangement.edges, related), [arrangement, related, projectEdges]);

  const select = useMemo(
    () => (id: string) => {
      const now = document.getState().graph;
      document.select((findNode(now, id) ?? findDisabled(now, id))?.id);
    },
    [document],
  );
  return { nodes, edges, places, setDrag, select };
}
