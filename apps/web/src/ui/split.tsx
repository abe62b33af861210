import type { ReactNode, Ref } from 'react';
import {
  Group,
  Panel,
  Separator,
  useDefaultLayout,
  type PanelImperativeHandle,
} from 'react-resizable-panels';
import css from './split.module.css';

export interface SplitPane {
  readonly id: string;
  /** Sizes: a number is pixels, a text has its unit ("30%"). */
  readonly defaultSize?: number | string;
  readonly minSize?: number | string;
  readonly maxSize?: number | string;
  readonly collapsible?: boolean;
  /** Keeps its pixels when the window changes; at least one pane of a split must not. */
  readonly fixed?: boolean;
  readonly handle?: Ref<PanelImperativeHandle | null>;
  readonly content: ReactNode;
}

interface SplitProps {
  /** Under this name the sizes are remembered. */
  readonly id: string;
  readonly direction: 'horizontal' | 'vertical';
  readonly panes: readonly SplitPane[];
}

/** Panes side by side or above each other, with dividers that drag, move by arrow keys, and remember. */
export function Split({ id, direction, panes }: SplitProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `tailrace.split.${id}`,
    panelIds: panes.map(({ id: pane }) => `pane-${pane}`),
  });
  return (
    <Group
      id={`split-${id}`}
      orientation={direction}
      className={css.group}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.flatMap((pane, at) => [
        ...(at === 0
          ? []
          : [
              <Separator
                key={`${pane.id}-divider`}
                className={direction === 'horizontal' ? css.vertical : css.horizontal}
                aria-label={`Resize ${panes[at - 1]?.id ?? ''} and ${pane.id}`}
              />,
            ]),
        <Panel
          key={pane.id}
          id={`pane-${pane.id}`}
          className={css.panel}
          defaultSize={pane.defaultSize}
          minSize={pane.minSize}
          maxSize={pane.maxSize}
          collapsible={pane.collapsible}
          panelRef={pane.handle}
          groupResizeBehavior={pane.fixed === true ? 'preserve-pixel-size' : 'preserve-relative-size'}
        >
          {pane.content}
        </Panel>,
      ])}
    </Group>
  );
}
