import { Fragment, useRef, type CSSProperties } from 'react';
import { classes } from './classes.ts';
import css from './split.module.css';
import { useDivider } from './use-divider.ts';
import { useSplit, type Split as SplitState, type SplitPane, type SplitProps } from './use-split.ts';

/** Panes side by side or above each other, with dividers that drag, move by arrow keys, and remember (WAI-ARIA pattern "window splitter"). */
export function Split(props: SplitProps) {
  const { id, direction, panes } = props;
  const group = useRef<HTMLDivElement>(null);
  const split = useSplit(group, props);
  return (
    <div ref={group} className={classes(css.group, css[direction])}>
      {panes.map((pane, at) => (
        <Fragment key={pane.id}>
          {at > 0 && <Divider split={split} panes={panes} at={at - 1} />}
          <div
            id={paneId(id, pane)}
            className={css.pane}
            style={styleOf(pane, split.sizes[pane.id] ?? pane.size)}
            inert={split.sizes[pane.id] === 0}
          >
            {pane.content}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

const paneId = (split: string, pane: SplitPane): string => `split-${split}-${pane.id}`;

/** The minimum goes to the style sheet, which knows whether that is a width or a height. */
function styleOf({ min, fixed }: SplitPane, size: number): CSSProperties {
  const smallest = size === 0 ? '0px' : `${min}px`;
  const flex = fixed === true || size === 0 ? `0 1 ${size}px` : `${size} 1 0px`;
  return { flex, '--smallest': smallest } as CSSProperties;
}

interface DividerProps {
  readonly split: SplitState;
  readonly panes: readonly SplitPane[];
  readonly at: number;
}

function Divider({ split, panes, at }: DividerProps) {
  const handlers = useDivider(split, panes, at);
  const [before, after] = [panes[at], panes[at + 1]];
  if (before === undefined || after === undefined) return null;
  const { size, smallest, largest } = split.rangeOf(at);
  return (
    // A separator that can be moved is a widget, with a value and a focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={css.divider}
      aria-label={`Resize ${before.id} and ${after.id}`}
      aria-orientation={split.direction === 'horizontal' ? 'vertical' : 'horizontal'}
      aria-controls={paneId(split.id, before)}
      aria-valuenow={size}
      aria-valuemin={smallest}
      aria-valuemax={largest}
      {...handlers}
    />
  );
}
