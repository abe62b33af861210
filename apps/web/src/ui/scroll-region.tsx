import type { ReactNode, UIEvent } from 'react';

interface ScrollRegionProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly onScroll?: (event: UIEvent<HTMLDivElement>) => void;
  readonly children: ReactNode;
}

/** A part that scrolls by itself. It takes the focus, so that the arrow keys can scroll it where nothing in it can be focused. */
export function ScrollRegion({ label, className, onScroll, children }: ScrollRegionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolling by keyboard needs the focus
    <div role="region" aria-label={label} tabIndex={0} className={className} onScroll={onScroll}>
      {children}
    </div>
  );
}
