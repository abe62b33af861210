import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { CARD } from './geometry.ts';
import type { Scene } from './use-scene.ts';

/** Brings everything into view; works on places and not on mounted nodes, since out of view there are none. */
export function useFit({ places }: Pick<Scene, 'places'>): () => void {
  const { fitBounds } = useReactFlow();
  return useCallback(() => {
    const points = [...places.values()];
    if (points.length === 0) return;
    const x = Math.min(...points.map((point) => point.x));
    const y = Math.min(...points.map((point) => point.y));
    const width = Math.max(...points.map((point) => point.x)) - x + CARD.width;
    const height = Math.max(...points.map((point) => point.y)) - y + CARD.height;
    void fitBounds({ x, y, width, height }, { padding: 0.06 });
  }, [places, fitBounds]);
}
