// What the designer shows beside the canvas and fetches when the canvas can be used already.
import { Suspense, type ComponentType } from 'react';
import { lazyPart } from '../../lib/lazy-part.tsx';
import { useAfterFirstPaint } from '../../lib/when-idle.ts';

export interface PanelChoice {
  readonly panel: string;
  readonly onPanel: (panel: string) => void;
}

export const Inspector = later(
  lazyPart(async () => (await import('../../inspector/inspector.tsx')).Inspector),
);
export const BottomPanels = later<PanelChoice>(
  lazyPart(async () => (await import('./bottom-panels.tsx')).BottomPanels),
);

function later<P extends object>(Part: ComponentType<P>): ComponentType<P> {
  return function Later(props) {
    const isTime = useAfterFirstPaint();
    const loading = <span className="visually-hidden">Loading</span>;
    return isTime ? (
      <Suspense fallback={loading}>
        <Part {...props} />
      </Suspense>
    ) : (
      loading
    );
  };
}
