import { useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, Minus, Plus, Redo2, Undo2 } from 'lucide-react';
import { useDocument, useSession } from '../document/session.tsx';
import { IconButton } from '../ui/button.tsx';
import { tidy } from './actions.ts';
import css from './canvas.module.css';
import type { Scene } from './use-scene.ts';
import { useFit } from './use-fit.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function CanvasControls({ scene }: { readonly scene: Scene }) {
  const session = useSession();
  const flow = useReactFlow();
  const fit = useFit(scene);
  const canUndo = useDocument(({ history }) => history.past.length > 0);
  const canRedo = useDocument(({ history }) => history.future.length > 0);
  return (
    <div className={css.controls} role="toolbar" aria-label="Canvas">
      <IconButton
        label="Undo"
        shortcut="Mod+Z"
        disabled={!canUndo}
        icon={<Undo2 {...ICON} />}
        onClick={() => session.document.undo()}
      />
      <IconButton
        label="Redo"
        shortcut="Mod+Shift+Z"
        disabled={!canRedo}
        icon={<Redo2 {...ICON} />}
        onClick={() => session.document.redo()}
      />
      <IconButton label="Zoom out" icon={<Minus {...ICON} />} onClick={() => void flow.zoomOut()} />
      <IconButton label="Zoom in" icon={<Plus {...ICON} />} onClick={() => void flow.zoomIn()} />
      <IconButton label="Fit into view" shortcut="1" icon={<Maximize {...ICON} />} onClick={fit} />
      <IconButton label="Tidy" icon={<LayoutGrid {...ICON} />} onClick={() => tidy(session)} />
    </div>
  );
}
