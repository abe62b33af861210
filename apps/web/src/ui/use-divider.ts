import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Split, SplitPane } from './use-split.ts';

const STEP = 16;
const BIG_STEP = 64;

/** Moving a divider by pointer and by keys. A double click brings the first sizes back. */
export function useDivider(split: Split, panes: readonly SplitPane[], at: number) {
  const isHorizontal = split.direction === 'horizontal';
  const drag = useRef<{ readonly from: readonly number[]; readonly start: number }>(undefined);
  /** What a closed pane had before, for as long as the page lives. */
  const opened = useRef<number>(undefined);
  const placeOf = (event: PointerEvent): number => (isHorizontal ? event.clientX : event.clientY);

  function nudge(by: number): void {
    split.move(split.measure(), at, by);
  }

  /** Closes the pane beside the divider that may, or opens it again. */
  function toggle(): void {
    const index = [at, at + 1].find((candidate) => panes[candidate]?.collapsible === true);
    const pane = index === undefined ? undefined : panes[index];
    if (index === undefined || pane === undefined) return;
    const now = split.measure()[index] ?? 0;
    const towards = index === at ? 1 : -1;
    if (now > 0) opened.current = now;
    nudge(
      towards *
        (now > 0 ? -now : Math.max(pane.min, opened.current ?? (pane.fixed === true ? pane.size : 0))),
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.shiftKey ? BIG_STEP : STEP;
    const [back, forth] = isHorizontal ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === back) nudge(-step);
    else if (event.key === forth) nudge(step);
    else if (event.key === 'Home') nudge(-(split.measure()[at] ?? 0));
    else if (event.key === 'End') nudge(split.measure()[at + 1] ?? 0);
    else if (event.key === 'Enter') toggle();
    else return;
    event.preventDefault();
  }

  return {
    onKeyDown,
    onDoubleClick: split.reset,
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.dataset['active'] = 'true';
      drag.current = { from: split.measure(), start: placeOf(event) };
    },
    onPointerMove(event: PointerEvent): void {
      if (drag.current === undefined) return;
      split.move(drag.current.from, at, placeOf(event) - drag.current.start);
    },
    onLostPointerCapture(event: PointerEvent<HTMLElement>): void {
      delete event.currentTarget.dataset['active'];
      drag.current = undefined;
    },
  };
}
