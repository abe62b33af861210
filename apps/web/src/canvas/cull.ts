// Of a picture of thousands of nodes, only what is in view and around it is handed to React Flow, which looks at all it was given with
// every move of the pointer. What is around the view grows in steps, so that the same part serves many moves.
import type { CanvasEdge, CanvasNode } from './project.ts';

/** In canvas coordinates. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Fewer than this are handed over whole. */
export const CULL_FROM = 300;
/** At least so many pixels of the screen around the view. */
const MARGIN = 512;

interface View {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** The view and its surroundings, snapped outwards to a grid; undefined before the view has a size. */
export function surroundings({ transform: [x, y, zoom], width, height }: View): Box | undefined {
  if (width === 0 || height === 0) return undefined;
  const step = MARGIN / 2 ** Math.floor(Math.log2(zoom));
  const before = (from: number): number => (Math.floor(from / step) - 1) * step;
  const after = (to: number): number => (Math.ceil(to / step) + 1) * step;
  return {
    left: before(-x / zoom),
    top: before(-y / zoom),
    right: after((width - x) / zoom),
    bottom: after((height - y) / zoom),
  };
}

const boxOf = ({ position, width = 0, height = 0 }: CanvasNode): Box => ({
  left: position.x,
  top: position.y,
  right: position.x + width,
  bottom: position.y + height,
});

const crosses = (a: Box, b: Box): boolean =>
  a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;

const hull = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});

export interface Picture {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}

/** Every node in the box, every edge that may cross it, and the ends of these; the same lists as before where they hold the same. */
export function createCuller(): (picture: Picture, box: Box | undefined) => Picture {
  let last: Picture = { nodes: [], edges: [] };
  return (picture, box) => {
    const found = box === undefined || picture.nodes.length < CULL_FROM ? picture : cull(picture, box);
    last = { nodes: sameOr(last.nodes, found.nodes), edges: sameOr(last.edges, found.edges) };
    return last;
  };
}

function cull({ nodes, edges }: Picture, box: Box): Picture {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wanted = new Set(nodes.filter((node) => crosses(boxOf(node), box)).map((node) => node.id));
  const crossing = edges.filter((edge) => {
    if (wanted.has(edge.source) || wanted.has(edge.target)) return true;
    const from = byId.get(edge.source);
    const to = byId.get(edge.target);
    return from !== undefined && to !== undefined && crosses(hull(boxOf(from), boxOf(to)), box);
  });
  for (const { source, target } of crossing) wanted.add(source).add(target);
  return { nodes: nodes.filter((node) => wanted.has(node.id)), edges: crossing };
}

function sameOr<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  const isSame = before.length === now.length && now.every((value, at) => value === before[at]);
  return isSame ? before : now;
}
