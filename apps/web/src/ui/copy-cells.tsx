import {
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
} from 'react';
import { CopyButton } from './copy-button.tsx';
import css from './copy-cells.module.css';
import { toast } from './toast.tsx';

const CELL = ':is(td, th)[data-copy]';

/** For a cell that can be copied: what is copied, and that it can take the focus. One cell of a table is a stop of the Tab key. */
export const copyable = (text: string) => ({ 'data-copy': text, tabIndex: -1 }) as const;

interface Place {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Where the text of the cell does not end. */
  readonly side: 'left' | 'right';
}

const cellOf = ({ target }: Pick<SyntheticEvent, 'target'>): HTMLTableCellElement | null =>
  target instanceof Element ? target.closest<HTMLTableCellElement>(CELL) : null;

/**
 * Around a table: its cells are walked with the arrows and copied with Ctrl+C; under the pointer, and at the focus, a button does the same.
 */
export function CopyCells({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>();

  // Rows come and go with every look at the source.
  useLayoutEffect(() => {
    const first = frame.current?.querySelector<HTMLElement>(CELL);
    if (frame.current?.querySelector(`${CELL}[tabindex="0"]`) === null && first) first.tabIndex = 0;
  });

  function show(event: SyntheticEvent): void {
    const cell = cellOf(event);
    const around = frame.current?.getBoundingClientRect();
    // On the button itself everything stays as it is.
    if (
      around === undefined ||
      (cell === null && event.target instanceof Element && event.target.closest('button'))
    )
      return;
    if (cell === null) {
      setPlace(undefined);
      return;
    }
    const { left, right, top } = cell.getBoundingClientRect();
    const side = getComputedStyle(cell).textAlign === 'right' ? 'left' : 'right';
    setPlace({
      text: cell.dataset['copy'] ?? '',
      left: (side === 'left' ? left : right) - around.left,
      top: top - around.top,
      side,
    });
  }

  function stopHere(event: SyntheticEvent): void {
    const cell = cellOf(event);
    if (cell !== null) {
      for (const stop of frame.current?.querySelectorAll<HTMLElement>(`${CELL}[tabindex="0"]`) ?? [])
        stop.tabIndex = -1;
      cell.tabIndex = 0;
    }
    show(event);
  }

  return (
    <div
      ref={frame}
      className={css.frame}
      role="presentation"
      onMouseOver={show}
      onMouseLeave={() => setPlace(undefined)}
      onFocus={stopHere}
      onBlur={() => setPlace(undefined)}
      onKeyDown={onKey}
    >
      {children}
      {place !== undefined && (
        <span
          role="presentation"
          className={css.button}
          data-side={place.side}
          style={{ left: place.left, top: place.top }}
          // The focus stays where it is: leaving a cell takes the button away.
          onMouseDown={(event) => event.preventDefault()}
        >
          <CopyButton
            key={`${place.left} ${place.top}`}
            text={place.text}
            label="Copy the cell"
            isStop={false}
          />
        </span>
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent): void {
  const cell = cellOf(event);
  if (cell === null) return;
  if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
    // What somebody has marked is what they want.
    if (getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    const text = cell.dataset['copy'] ?? '';
    void navigator.clipboard.writeText(text).then(() => toast(`Copied ${text.slice(0, 60)}`));
    return;
  }
  const next = neighbour(cell, event.key);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function neighbour(cell: HTMLTableCellElement, key: string): HTMLTableCellElement | undefined {
  const row = cell.closest('tr');
  const cellsOf = (of: Element | null | undefined) => [
    ...(of?.querySelectorAll<HTMLTableCellElement>(CELL) ?? []),
  ];
  const own = cellsOf(row);
  const at = own.indexOf(cell);
  switch (key) {
    case 'ArrowLeft':
      return own[at - 1];
    case 'ArrowRight':
      return own[at + 1];
    case 'Home':
      return own[0];
    case 'End':
      return own.at(-1);
    case 'ArrowUp':
      return cellsOf(row?.previousElementSibling)[at];
    case 'ArrowDown':
      return cellsOf(row?.nextElementSibling)[at];
    default:
      return undefined;
  }
}
