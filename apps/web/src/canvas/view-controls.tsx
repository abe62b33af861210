import { useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { useFit } from './use-fit.ts';
import type { Scene } from './use-scene.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

/** The verbs that change how the picture is looked at, and nothing else. */
export function ViewControls({ scene, fitKey }: { readonly scene: Scene; readonly fitKey?: string }) {
  const flow = useReactFlow();
  const fit = useFit(scene);
  return (
    <>
      <IconButton label="Zoom out" icon={<Minus {...ICON} />} onClick={() => void flow.zoomOut()} />
      <IconButton label="Zoom in" icon={<Plus {...ICON} />} onClick={() => void flow.zoomIn()} />
      <IconButton label="Fit into view" shortcut={fitKey} icon={<Maximize {...ICON} />} onClick={fit} />
    </>
  );
}
