// Far out, cards cannot be read: one <canvas> draws every node as a block of its kind's colour, and the DOM holds none.
import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { themeStore } from '../lib/theme.ts';
import css from './canvas.module.css';
import { CARD } from './geometry.ts';
import type { CardNode } from './project.ts';

const KINDS = ['source', 'transform', 'route', 'sink'] as const;

interface Scene {
  readonly nodes: readonly CardNode[];
  readonly colours: Readonly<Record<string, string>>;
}

function readColours(): Readonly<Record<string, string>> {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    [...KINDS, 'error', 'accent-text'].map((name) => [name, style.getPropertyValue(`--${name}`)]),
  );
}

interface View {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

function draw(canvas: HTMLCanvasElement, { nodes, colours }: Scene, view: View): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const [x, y, zoom] = view.transform;
  const ratio = devicePixelRatio;
  canvas.width = view.width * ratio;
  canvas.height = view.height * ratio;
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const block = (node: CardNode): void =>
    context.roundRect(node.position.x, node.position.y, CARD.width, CARD.height, 10);
  for (const kind of KINDS) {
    context.beginPath();
    for (const node of nodes) if (node.data.node.kind === kind) block(node);
    context.fillStyle = colours[kind] ?? 'gray';
    context.fill();
  }
  for (const [colour, has] of [
    ['error', (node: CardNode) => node.data.node.problems.errors > 0],
    ['accent-text', (node: CardNode) => node.selected === true],
  ] as const) {
    context.beginPath();
    for (const node of nodes) if (has(node)) block(node);
    context.lineWidth = 3 / zoom;
    context.strokeStyle = colours[colour] ?? 'red';
    context.stroke();
  }
}

interface OverviewProps {
  readonly nodes: readonly CardNode[];
  readonly onPick: (id: string) => void;
}

export function Overview({ nodes, onPick }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const theme = useStore(themeStore, (state) => state.theme);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    // Read anew when the theme changes: the variables behind the colours do.
    const scene = { nodes, colours: readColours(), theme };
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      draw(element, scene, flow.getState());
    };
    paint();
    const stop = flow.subscribe((now, before) => {
      const moved =
        now.transform !== before.transform || now.width !== before.width || now.height !== before.height;
      if (moved && frame === 0) frame = requestAnimationFrame(paint);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [nodes, flow, theme]);

  function pick(event: React.MouseEvent): void {
    const bounds = event.currentTarget.getBoundingClientRect();
    const [x, y, zoom] = flow.getState().transform;
    const at = { x: (event.clientX - bounds.left - x) / zoom, y: (event.clientY - bounds.top - y) / zoom };
    const hit = nodes.find(
      ({ position }) =>
        at.x >= position.x &&
        at.x <= position.x + CARD.width &&
        at.y >= position.y &&
        at.y <= position.y + CARD.height,
    );
    if (hit !== undefined) onPick(hit.id);
  }

  // The outline lists the same nodes for those who do not point.
  return <canvas ref={canvas} className={css.overview} aria-hidden="true" onClick={pick} />;
}
