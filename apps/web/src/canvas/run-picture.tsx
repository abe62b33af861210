// The document of a run as a picture to look at: the designer's canvas without anything that would change it.
import { createCatalog } from '@tailrace/core/descriptor';
import type { RunState } from '@tailrace/server/router';
import { useQuery } from '@tanstack/react-query';
import { Background, ReactFlow, ReactFlowProvider, useStore, type EdgeTypes } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useState } from 'react';
import { createStore } from 'zustand/vanilla';
import { createDocumentStore } from '../document/document-store.ts';
import type { RunFeedState } from '../document/run-feed.ts';
import { SessionProvider, useDocument, usePicture, type Picture } from '../document/session.tsx';
import type { LiveRun } from '../lib/live-run.ts';
import { trpc } from '../lib/trpc.ts';
import css from './canvas.module.css';
import { CARD, FAR_ZOOM, OVERVIEW_ZOOM } from './geometry.ts';
import { HubDot } from './node-card.tsx';
import { OffCard } from './off-card.tsx';
import { Overview } from './overview.tsx';
import type { CanvasEdge, CanvasNode, CardNode } from './project.ts';
import { RunCard } from './run-card.tsx';
import { RunEdge } from './run-edge.tsx';
import { useCulled } from './use-culled.ts';
import { useScene, type Scene } from './use-scene.ts';
import { ViewControls } from './view-controls.tsx';

interface RunPictureProps {
  readonly pipelineId: string;
  /** As it was launched. */
  readonly text: string;
  readonly state: RunState;
  readonly run: LiveRun;
}

/** Nodes and lines of a run with what passes through them now. */
export function RunPicture({ pipelineId, text, state, run }: RunPictureProps) {
  // Where the user put the nodes; of a pipeline that is gone they stand in their columns.
  const { data, isPending } = useQuery(trpc.pipelines.get.queryOptions({ id: pipelineId }, { retry: false }));
  const [live] = useState(() => createStore<RunFeedState>(() => ({ state, live: run })));
  useEffect(() => live.setState({ state, live: run }), [live, state, run]);
  const picture = useMemo(
    (): Picture => ({
      document: createDocumentStore(text, { catalog: createCatalog([]), checks: undefined }),
      preview: createStore(() => ({ status: 'idle' as const })),
      run: live,
      layout: createStore(() => ({ positions: data?.layout ?? {} })),
    }),
    [text, live, data?.layout],
  );
  if (isPending) return <div className={css.runPicture} />;
  return (
    <SessionProvider session={picture}>
      <ReactFlowProvider>
        <Drawn />
      </ReactFlowProvider>
    </SessionProvider>
  );
}

const nodeTypes = { card: RunCard, off: OffCard, hub: HubDot };
const edgeTypes: EdgeTypes = { line: RunEdge };
const FIT = { padding: 0.08, maxZoom: 1, minZoom: 0.02 } as const;
const HIGHEST = 440;

function Drawn() {
  const { document } = usePicture();
  const scene = useScene();
  const drawn = useCulled(scene);
  const isEmpty = useDocument(({ graph }) => graph.nodes.length === 0);
  const zoom = useStore(({ transform }) =>
    transform[2] < OVERVIEW_ZOOM ? 'overview' : transform[2] < FAR_ZOOM ? 'far' : 'near',
  );
  const [height] = useState(() => heightOf(scene));
  if (isEmpty) return null;
  return (
    <section className={css.runPicture} style={{ height }} data-zoom={zoom} aria-label="Canvas of the run">
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={zoom === 'overview' ? [] : (drawn.nodes as CanvasNode[])}
        edges={zoom === 'overview' ? [] : (drawn.edges as CanvasEdge[])}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        panActivationKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        // The wheel is the page's.
        preventScrolling={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements
        minZoom={0.02}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        onNodeClick={(_, node) => scene.select(node.id)}
        onPaneClick={() => document.select(undefined)}
      >
        <Background gap={20} size={1.6} color="var(--dots)" />
        {zoom === 'overview' && <Overview nodes={scene.nodes.filter(isCard)} onPick={scene.select} />}
      </ReactFlow>
      <div className={css.controls} role="toolbar" aria-label="View of the canvas">
        <ViewControls scene={scene} />
      </div>
    </section>
  );
}

const isCard = (node: CanvasNode): node is CardNode => node.type === 'card';

/** As high as its tallest column, within reason. */
function heightOf({ places }: Scene): number {
  const tops = [...places.values()].map(({ y }) => y);
  return Math.min(HIGHEST, Math.max(...tops) - Math.min(...tops) + CARD.height + 96);
}
