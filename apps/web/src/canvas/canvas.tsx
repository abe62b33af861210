import { Background, ReactFlow, useStore, type ReactFlowProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { useDocument, useSession } from '../document/session.tsx';
import { lazyPart } from '../lib/lazy-part.tsx';
import { addItem, connectNodes, dropNode, insertOnEdge } from './actions.ts';
import { CanvasControls } from './canvas-controls.tsx';
import css from './canvas.module.css';
import { carriedKind, readItem } from './drag-item.ts';
import { dropVerdict, type Verdict } from './drop-verdict.ts';
import { hoveredEdgeStore } from './edge-tables.tsx';
import { FAR_ZOOM, OVERVIEW_ZOOM } from './geometry.ts';
import { LineEdge } from './line-edge.tsx';
import { HubDot, NodeCard } from './node-card.tsx';
import { NodeVerbs } from './node-verbs.tsx';
import { OffCard } from './off-card.tsx';
import { Overview } from './overview.tsx';
import type { CanvasEdge, CanvasNode, CardNode } from './project.ts';
import { RunFailedBanner } from './run-failed-banner.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { useFit } from './use-fit.ts';
import { useCulled } from './use-culled.ts';
import { useScene, type Scene } from './use-scene.ts';

const EmptyCanvas = lazyPart(async () => (await import('./empty-canvas.tsx')).EmptyCanvas);

const nodeTypes = { card: NodeCard, off: OffCard, hub: HubDot };
const edgeTypes = { line: LineEdge };
const NO_NODES: CanvasNode[] = [];
const NO_EDGES: CanvasEdge[] = [];

// React Flow reads `…keyboardDisabled` while the keyboard works; both are set, so that what is announced is true either way.
const KEY_HELP =
  'Arrow keys walk to the next node, Enter opens its form, Alt with arrows moves it, Delete removes it.';
const ARIA_LABELS = {
  'node.a11yDescription.default': KEY_HELP,
  'node.a11yDescription.keyboardDisabled': KEY_HELP,
};

/** The picture of the document. It never changes the picture itself: it asks for edits of the text and draws what follows. */
export function Canvas() {
  const scene = useScene();
  const isEmpty = useDocument(({ graph }) => graph.nodes.length === 0 && graph.disabled.length === 0);
  const zoom = useStore(({ transform }) =>
    transform[2] < OVERVIEW_ZOOM ? 'overview' : transform[2] < FAR_ZOOM ? 'far' : 'near',
  );
  const element = useRef<HTMLElement>(null);
  useCanvasKeys(element, scene);
  const onMoveByHand = useKeepInView(scene);
  const drop = useDropFromPalette();
  return (
    <section
      ref={element}
      className={css.canvas}
      data-zoom={zoom}
      aria-label="Canvas"
      data-testid="canvas"
      data-dropping={drop.hint !== undefined}
      {...drop.handlers}
    >
      <Flow scene={scene} isOverview={zoom === 'overview'} onMoveByHand={onMoveByHand} />
      <div className={css.banners}>
        <RunFailedBanner />
        <StaleBanner />
      </div>
      <Suspense fallback={null}>{isEmpty && <EmptyCanvas />}</Suspense>
      <CanvasControls scene={scene} />
      {drop.hint !== undefined && <DropHint {...drop.hint} />}
    </section>
  );
}

interface FlowProps {
  readonly scene: Scene;
  readonly isOverview: boolean;
  readonly onMoveByHand: () => void;
}

const isCard = (node: CanvasNode): node is CardNode => node.type === 'card';

function Flow({ scene, isOverview, onMoveByHand }: FlowProps) {
  const drawn = useCulled(scene);
  const handlers = useHandlers(scene, onMoveByHand);
  return (
    <ReactFlow<CanvasNode, CanvasEdge>
      nodes={isOverview ? NO_NODES : (drawn.nodes as CanvasNode[])}
      edges={isOverview ? NO_EDGES : (drawn.edges as CanvasEdge[])}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onlyRenderVisibleElements
      minZoom={0.02}
      maxZoom={2}
      fitView
      fitViewOptions={FIT}
      panOnScroll
      zoomOnDoubleClick={false}
      elevateNodesOnSelect={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      // It listens on the whole page, and would take the space bar away from the editor.
      panActivationKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      disableKeyboardA11y={false}
      ariaLabelConfig={ARIA_LABELS}
      {...handlers}
    >
      <Background gap={20} size={1.6} color="var(--dots)" />
      {isOverview && <Overview nodes={scene.nodes.filter(isCard)} onPick={scene.select} />}
      {!isOverview && <NodeVerbs />}
    </ReactFlow>
  );
}

type Handlers = Partial<ReactFlowProps<CanvasNode, CanvasEdge>>;

/**
 * What the picture is asked to do. The same functions with every key that is typed: React Flow would draw all lines again for other ones,
 * and ask everybody who listens to it once for each.
 */
function useHandlers(scene: Scene, onMoveByHand: () => void): Handlers {
  const session = useSession();
  const latest = useRef(scene);
  useEffect(() => {
    latest.current = scene;
  });
  return useMemo((): Handlers => {
    const { document } = session;
    return {
      onNodesChange(changes) {
        for (const change of changes) {
          if (change.type === 'position' && change.position !== undefined && change.dragging === true) {
            latest.current.setDrag({ id: change.id, place: change.position });
          }
        }
      },
      onMoveEnd: (event) => event !== null && onMoveByHand(),
      onEdgeMouseEnter: (_, edge) => hoveredEdgeStore.setState({ id: edge.id }),
      onEdgeMouseLeave: () => hoveredEdgeStore.setState({ id: undefined }),
      onNodeClick: (_, node) => latest.current.select(node.id),
      onPaneClick: () => document.select(undefined),
      onNodeDragStart: (_, node) => latest.current.select(node.id),
      onNodeDragStop(_, node) {
        latest.current.setDrag(undefined);
        dropNode(session, latest.current, { id: node.id, place: node.position });
      },
      onConnect: (connection) => connectNodes(session, connection.source, connection.target),
    };
  }, [session, onMoveByHand]);
}

/** While the user has not moved the view, it follows the picture as nodes come and go. */
function useKeepInView(scene: Scene): () => void {
  const fit = useFit(scene);
  const wasMoved = useRef(false);
  const count = scene.nodes.length;
  const fitted = useRef(count);
  useEffect(() => {
    if (fitted.current === count) return;
    fitted.current = count;
    if (!wasMoved.current) fit();
  }, [count, fit]);
  return useCallback(() => {
    wasMoved.current = true;
  }, []);
}

const FIT = { padding: 0.06, maxZoom: 1, minZoom: 0.35 } as const;

/** Something from the palette over the canvas: what letting go here would do, or why it cannot, is said beside the pointer. */
function useDropFromPalette() {
  const session = useSession();
  const [hint, setHint] = useState<DropHintProps>();
  return {
    hint,
    handlers: {
      onDragOver(event: DragEvent<HTMLElement>): void {
        const kind = carriedKind(event.dataTransfer);
        if (kind === undefined) return;
        event.preventDefault();
        const verdict = dropVerdict(session.document.getState().graph, kind, edgeUnder(event));
        event.dataTransfer.dropEffect = verdict.ok ? 'copy' : 'none';
        const bounds = event.currentTarget.getBoundingClientRect();
        setHint({ verdict, x: event.clientX - bounds.left, y: event.clientY - bounds.top });
      },
      onDragLeave(event: DragEvent<HTMLElement>): void {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setHint(undefined);
      },
      onDrop(event: DragEvent<HTMLElement>): void {
        setHint(undefined);
        const item = readItem(event.dataTransfer);
        if (item === undefined) return;
        event.preventDefault();
        const edge = edgeUnder(event);
        if (edge === undefined) addItem(session, item);
        else insertOnEdge(session, item.kind, edge);
      },
    },
  };
}

interface DropHintProps {
  readonly verdict: Verdict;
  readonly x: number;
  readonly y: number;
}

function DropHint({ verdict, x, y }: DropHintProps) {
  return (
    <div className={css.dropHint} data-ok={verdict.ok} style={{ left: x + 14, top: y + 14 }}>
      {verdict.ok ? verdict.words : verdict.reason}
    </div>
  );
}

/** The edge under the pointer: its wide invisible stroke, or the + in its middle. */
function edgeUnder(event: DragEvent): { from: string; to: string } | undefined {
  for (const hit of document.elementsFromPoint(event.clientX, event.clientY)) {
    const id =
      hit.closest('.react-flow__edge')?.getAttribute('data-id') ??
      hit.closest('[data-line]')?.getAttribute('data-line');
    const [from, to] = id?.split('→') ?? [];
    if (from !== undefined && to !== undefined) return { from, to };
  }
  return undefined;
}
