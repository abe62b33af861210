import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCuller, CULL_FROM, surroundings, type Box } from './cull.ts';
import { projectHub, type CanvasEdge, type CanvasNode } from './project.ts';

const coordinate = fc.integer({ min: -5000, max: 5000 });
const picture = fc
  .record({
    places: fc.array(fc.record({ x: coordinate, y: coordinate }), {
      minLength: CULL_FROM,
      maxLength: CULL_FROM + 20,
    }),
    lines: fc.array(fc.tuple(fc.nat(CULL_FROM - 1), fc.nat(CULL_FROM - 1)), { maxLength: 60 }),
  })
  .map(({ places, lines }) => ({
    nodes: places.map((place, at): CanvasNode => projectHub(String(at), place)),
    edges: lines.map(([from, to], at): CanvasEdge => ({
      id: `e${at}`,
      source: String(from),
      target: String(to),
    })),
  }));
const view = fc.record({
  transform: fc.tuple(coordinate, coordinate, fc.double({ min: 0.05, max: 2, noNaN: true })),
  width: fc.integer({ min: 1, max: 2000 }),
  height: fc.integer({ min: 1, max: 2000 }),
});

const isIn = ({ position }: CanvasNode, box: Box): boolean =>
  position.x >= box.left && position.x <= box.right && position.y >= box.top && position.y <= box.bottom;

describe('culling', () => {
  it('keeps what is in view and the ends of every edge that it keeps', () => {
    const holds = fc.property(picture, view, (all, seen) => {
      const box = surroundings(seen);
      if (box === undefined) return false;
      const { nodes, edges } = createCuller()(all, box);
      const kept = new Set(nodes.map((node) => node.id));
      const [x, y, zoom] = seen.transform;
      const screen = {
        left: -x / zoom,
        top: -y / zoom,
        right: (seen.width - x) / zoom,
        bottom: (seen.height - y) / zoom,
      };
      return (
        all.nodes.every((node) => !isIn(node, screen) || kept.has(node.id)) &&
        edges.every((edge) => kept.has(edge.source) && kept.has(edge.target)) &&
        all.edges.every((edge) => {
          const ends = all.nodes.filter(({ id }) => id === edge.source || id === edge.target);
          return !ends.some((node) => isIn(node, screen)) || edges.includes(edge);
        })
      );
    });
    fc.assert(holds, { numRuns: 60 });
    expect(createCuller()({ nodes: [], edges: [] }, undefined)).toEqual({ nodes: [], edges: [] });
  });

  it('keeps an edge that crosses the view with both ends far away', () => {
    const far = Array.from({ length: CULL_FROM }, (_, at) => projectHub(`far-${at}`, { x: 90_000, y: at }));
    const ends = [projectHub('a', { x: -40_000, y: 100 }), projectHub('b', { x: 40_000, y: 100 })];
    const edge: CanvasEdge = { id: 'long', source: 'a', target: 'b' };
    const box = surroundings({ transform: [0, 0, 1], width: 800, height: 600 });
    const { nodes, edges } = createCuller()({ nodes: [...far, ...ends], edges: [edge] }, box);
    expect([nodes, edges]).toEqual([ends, [edge]]);
  });

  it('gives the same lists while what they hold is the same, and the whole of a small picture', () => {
    const nodes = Array.from({ length: CULL_FROM }, (_, at) => projectHub(`n${at}`, { x: at * 1000, y: 0 }));
    const cull = createCuller();
    const at = (x: number) => surroundings({ transform: [x, 0, 1], width: 800, height: 600 });
    const first = cull({ nodes, edges: [] }, at(0));
    expect(first.nodes.length).toBeLessThan(5);
    expect(cull({ nodes: [...nodes], edges: [] }, at(-20)).nodes).toBe(first.nodes);
    const few = nodes.slice(0, CULL_FROM - 1);
    expect(cull({ nodes: few, edges: [] }, at(0)).nodes).toEqual(few);
  });
});
