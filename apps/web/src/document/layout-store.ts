// Where the user put nodes: kept beside the pipeline, never in its text. Nodes without a place here stand in their columns.
import type { NodeId } from '@tailrace/core/document';
import type { GraphNode, PipelineGraph } from '@tailrace/core/graph';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Positions = Readonly<Record<string, Point>>;

export interface LayoutStore extends StoreApi<{ readonly positions: Positions }> {
  place(key: string, point: Point): void;
  release(key: string): void;
  replace(positions: Positions): void;
  dispose(): void;
}

/** `save` is called a moment after the last move; a lost position is no reason to bother anybody. */
export function createLayoutStore(
  initial: Positions,
  save: (positions: Positions) => void,
  pauseMs: number,
): LayoutStore {
  const store = createStore<{ readonly positions: Positions }>(() => ({ positions: initial }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  function replace(positions: Positions): void {
    store.setState({ positions });
    clearTimeout(timer);
    timer = setTimeout(() => save(positions), pauseMs);
  }
  return {
    ...store,
    replace,
    place: (key, point) => replace({ ...store.getState().positions, [key]: point }),
    release(key) {
      const { [key]: _gone, ...rest } = store.getState().positions;
      replace(rest);
    },
    dispose: () => clearTimeout(timer),
  };
}

/**
 * Names that outlive a reload, which ids do not: "source", "sink", "transform shop.orders". The second rule with the same words
 * gets "#2", and so on.
 */
export function nodeKeys(graph: PipelineGraph): ReadonlyMap<NodeId, string> {
  const seen = new Map<string, number>();
  const keys = new Map<NodeId, string>();
  for (const node of graph.nodes) {
    const base = baseKey(node);
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    keys.set(node.id, times === 1 ? base : `${base}#${times}`);
  }
  return keys;
}

const baseKey = (node: GraphNode): string =>
  node.kind === 'source' || node.kind === 'sink' ? node.kind : `${node.kind} ${node.title}`.slice(0, 180);
