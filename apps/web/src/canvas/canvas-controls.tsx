import { LayoutGrid, Redo2, Undo2 } from 'lucide-react';
import { useDocument, useSession } from '../document/session.tsx';
import { IconButton } from '../ui/button.tsx';
import { tidy } from './actions.ts';
import css from './canvas.module.css';
import type { Scene } from './use-scene.ts';
import { ViewControls } from './view-controls.tsx';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function CanvasControls({ scene }: { readonly scene: Scene }) {
  const session = useSession();
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
      <ViewControls scene={scene} fitKey="1" />
      <IconButton label="Tidy" icon={<LayoutGrid {...ICON} />} onClick={() => tidy(session)} />
    </div>
  );
}
