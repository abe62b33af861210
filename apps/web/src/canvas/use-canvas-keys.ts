// The keys of the canvas, while it has the focus. Each has a visible verb with the same effect.
import type { PipelineGraph } from '@tailrace/core/graph';
import { useReactFlow } from '@xyflow/react';
import { useEffect, type RefObject } from 'react';
import type { Session } from '../document/session.tsx';
import { useSession } from '../document/session.tsx';
import { focusIn, focusPalette } from '../document/show-part.ts';
import { selectedRowStore } from '../document/selected-row.ts';
import { removeDisabled, switchOff, switchOn } from '../document/switch-rules.ts';
import { requestTry } from '../document/try-store.ts';
import { isBusy } from '../lib/hotkeys.ts';
import { toast } from '../ui/toast.tsx';
import { duplicate, moveBy, remove } from './actions.ts';
import { isDisabled, standingIn, type Standing } from './standing.ts';
import { useFit } from './use-fit.ts';
import type { Scene } from './use-scene.ts';

const KINDS = ['source', 'transform', 'route', 'sink'] as const;

/** The node that an arrow leads to: within the column up and down, to the neighbouring column left and right. */
export function neighbour(
  graph: PipelineGraph,
  from: Standing | undefined,
  key: string,
): Standing | undefined {
  if (from === undefined) return graph.nodes[0] ?? graph.disabled[0];
  const column = standingIn(graph, from.kind);
  const place = column.findIndex((node) => node.id === from.id);
  if (key === 'ArrowUp') return column[place - 1];
  if (key === 'ArrowDown') return column[place + 1];
  const step = key === 'ArrowLeft' ? -1 : 1;
  const linked = graph.edges.flatMap((edge) => {
    if (step === 1 && edge.from === from.id) return [edge.to];
    return step === -1 && edge.to === from.id ? [edge.from] : [];
  });
  const joined = graph.nodes.find((node) => linked.includes(node.id));
  if (joined !== undefined) return joined;
  for (let at = KINDS.indexOf(from.kind) + step; at >= 0 && at < KINDS.length; at += step) {
    const next = graph.nodes.find((node) => node.kind === KINDS[at]);
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Gives a node the focus; one that is out of view is not there to take it, so the view comes first. */
function focusNode(canvas: HTMLElement, id: string, fit: () => void): void {
  const find = (): HTMLElement | null =>
    canvas.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  requestAnimationFrame(() => {
    const there = find();
    if (there !== null) return there.focus();
    fit();
    requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
    return undefined;
  });
}

/** The node whose element has the focus, else the selected one. */
function currentNode({ document }: Session, target: EventTarget | null): Standing | undefined {
  const { graph, selected } = document.getState();
  const element = target instanceof Element ? target.closest('.react-flow__node') : null;
  const id = element?.getAttribute('data-id') ?? selected;
  return graph.nodes.find((node) => node.id === id) ?? graph.disabled.find((node) => node.id === id);
}

export function useCanvasKeys(canvas: RefObject<HTMLElement | null>, scene: Scene): void {
  const session = useSession();
  const fit = useFit(scene);
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;

    const views: Readonly<Record<string, () => unknown>> = {
      '1': fit,
      '0': () => zoomTo(1),
      '+': () => zoomIn(),
      '=': () => zoomIn(),
      '-': () => zoomOut(),
      '/': focusPalette,
      p: keepRow,
    };

    function walk(event: KeyboardEvent, node: Standing | undefined): boolean {
      if (!event.key.startsWith('Arrow') || element === null) return false;
      if (event.altKey) {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (node === undefined || isDisabled(node) || step === 0) return false;
        moveBy(session, node, step);
        focusNode(element, node.id, fit);
        return true;
      }
      const next = neighbour(session.document.getState().graph, node, event.key);
      if (next === undefined) return true;
      session.document.select(next.id);
      focusNode(element, next.id, fit);
      return true;
    }

    function act(event: KeyboardEvent, node: Standing | undefined): boolean {
      const isMod = event.ctrlKey || event.metaKey;
      if (event.key === 'Escape') session.document.select(undefined);
      else if (node === undefined) return false;
      else if (event.key === 'Enter' || event.key === 'F2') openForm(session, node);
      else if (event.key.toLowerCase() === 'd' && !isMod) return toggle(node);
      else if (event.key === 'Delete' || event.key === 'Backspace') take(node);
      else if (isDisabled(node)) return false;
      else if (isMod && event.key.toLowerCase() === 'd') duplicate(session, node);
      else if (event.key.toLowerCase() === 'c' && !isMod) openConnect(element, session, node);
      else return false;
      return true;
    }

    const take = (node: Standing): void =>
      isDisabled(node) ? removeDisabled(session.document, node) : remove(session, node);

    function toggle(node: Standing): boolean {
      if (isDisabled(node)) switchOn(session.document, node);
      else if (node.kind === 'transform' || node.kind === 'route') switchOff(session.document, node);
      else return false;
      const { selected } = session.document.getState();
      if (element !== null && selected !== undefined) focusNode(element, selected, fit);
      return true;
    }

    function onKey(event: KeyboardEvent): void {
      if (isBusy(event.target) || (event.target instanceof Element && event.target.closest('button'))) return;
      const node = currentNode(session, event.target);
      const view = event.ctrlKey || event.metaKey || event.altKey ? undefined : views[event.key];
      if (view !== undefined) view();
      else if (!walk(event, node) && !act(event, node)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    // Before React Flow, whose arrows would move nodes instead of walking between them.
    element.addEventListener('keydown', onKey, { capture: true });
    return () => element.removeEventListener('keydown', onKey, { capture: true });
  }, [canvas, session, fit, zoomIn, zoomOut, zoomTo]);
}

/** The row that is selected under the canvas becomes a test. */
function keepRow(): void {
  const { selected } = selectedRowStore.getState();
  if (selected === undefined) toast('Select a row in Rows first: P keeps it as a test.');
  else requestTry({ ...selected, keep: true });
}

function openForm(session: Session, node: Standing): void {
  session.document.select(node.id);
  focusIn('form', () =>
    document.querySelector('[data-inspector]')?.querySelector<HTMLElement>('input, textarea, select, button'),
  );
}

function openConnect(canvas: HTMLElement | null, session: Session, node: Standing): void {
  session.document.select(node.id);
  requestAnimationFrame(() => canvas?.querySelector<HTMLElement>('[aria-label="Connect to…"]')?.click());
}
