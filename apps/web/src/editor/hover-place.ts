import type { monaco } from './monaco.ts';

const HOVER = '[widgetid="editor.contrib.resizableContentHoverWidget"]';
/** Monaco rounds the places of its widgets. */
const NEAR = 3;

/**
 * Where there is no room above a line, Monaco lays the hover on the line after it, which is often the one to be clicked next. It then
 * keeps a line's distance; on the way to it, it stays open as before.
 */
export function keepNextLineFree(editor: monaco.editor.IStandaloneCodeEditor): () => void {
  const frame = editor.getDomNode();
  const widgets = frame?.querySelector('.overflowingContentWidgets');
  if (frame === null || widgets === null || widgets === undefined) return () => undefined;
  let line = 1;
  const pointer = editor.onMouseMove(({ target }) => {
    line = target.position?.lineNumber ?? line;
  });
  const place = (): void => {
    const hover = widgets.querySelector<HTMLElement>(HOVER);
    if (hover === null) return;
    const top = frame.getBoundingClientRect().top - editor.getScrollTop();
    const next = top + editor.getBottomForLineNumber(line);
    const isBelow = Math.abs(Number.parseFloat(hover.style.top) - next) < NEAR;
    const distance = isBelow
      ? `0 ${editor.getBottomForLineNumber(line) - editor.getTopForLineNumber(line)}px`
      : '';
    if (hover.style.translate !== distance) hover.style.translate = distance;
  };
  const observer = new MutationObserver(place);
  observer.observe(widgets, { subtree: true, attributes: true, attributeFilter: ['style'] });
  return () => {
    observer.disconnect();
    pointer.dispose();
  };
}
