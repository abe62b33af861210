import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { Canvas } from '../../canvas/canvas.tsx';
import { Palette } from '../../canvas/palette.tsx';
import { useSaveState, useSession } from '../../document/session.tsx';
import { EditorPane } from '../../editor/editor-pane.tsx';
import { lazyPart } from '../../lib/lazy-part.tsx';
import { useMedia } from '../../lib/use-media.ts';
import { Page } from '../../ui/page.tsx';
import { Split } from '../../ui/split.tsx';
import { DesignerVerbs, type DesignerWindow } from './designer-verbs.tsx';
import { BottomPanels, Inspector, type PanelChoice } from './later.tsx';
import { PipelineTitle } from './pipeline-title.tsx';
import { StateWords } from './state-words.tsx';
import { useDesignerKeys } from './use-designer-keys.ts';
import { useDesignerUrl } from './use-designer-url.ts';

const LaunchPanel = lazyPart(async () => (await import('../../launch/launch-panel.tsx')).LaunchPanel);
const ExportDialog = lazyPart(async () => (await import('../../launch/export-dialog.tsx')).ExportDialog);
const ConflictDialog = lazyPart(async () => (await import('./conflict-dialog.tsx')).ConflictDialog);
const Narrow = lazy(async () => ({ default: (await import('./narrow.tsx')).Narrow }));

/** Canvas and text side by side, form and rows under them; what floats above is opened from the bar. */
export function Designer({ name: firstName }: { readonly name: string }) {
  const session = useSession();
  const [name, setName] = useState(firstName);
  const [window, setWindow] = useState<DesignerWindow>('none');
  const isNarrow = useMedia('(max-width: 1023px)');
  const { panel, setPanel } = useDesignerUrl();
  useDesignerKeys({ openWindow: setWindow, setPanel });
  const isConflict = useSaveState((save) => save.word === 'conflict');
  const close = (): void => setWindow('none');
  return (
    <Page
      title={name}
      trail={<Link href="/">Pipelines</Link>}
      heading={<PipelineTitle name={name} onRenamed={setName} />}
      beside={<StateWords />}
      actions={<DesignerVerbs onOpen={setWindow} onProblems={() => setPanel('problems')} />}
      bleed
    >
      <Suspense fallback={null}>
        {isNarrow ? <Narrow panel={panel} onPanel={setPanel} /> : <Wide panel={panel} onPanel={setPanel} />}
      </Suspense>
      <Suspense fallback={null}>
        {isConflict && <ConflictDialog />}
        {window === 'launch' && (
          <LaunchPanel
            onClose={close}
            onLaunched={(runId) => {
              session.run.follow(runId);
              close();
            }}
          />
        )}
        {window === 'export' && <ExportDialog name={name} onClose={close} />}
      </Suspense>
    </Page>
  );
}

function Wide(choice: PanelChoice) {
  const left = (
    <Split
      id="designer-left"
      direction="vertical"
      panes={[
        { id: 'canvas', size: 60, min: 160, content: <Canvas /> },
        {
          id: 'panels',
          size: 40,
          min: 80,
          collapsible: true,
          content: <BottomPanels {...choice} />,
        },
      ]}
    />
  );
  const right = (
    <Split
      id="designer-right"
      direction="vertical"
      panes={[
        { id: 'text', size: 52, min: 120, content: <EditorPane /> },
        { id: 'form', size: 48, min: 120, collapsible: true, content: <Inspector /> },
      ]}
    />
  );
  return (
    <Split
      id="designer"
      direction="horizontal"
      panes={[
        {
          id: 'palette',
          size: 176,
          min: 132,
          max: 280,
          collapsible: true,
          fixed: true,
          content: <Palette />,
        },
        { id: 'picture', size: 2, min: 320, content: left },
        { id: 'details', size: 1, min: 280, content: right },
      ]}
    />
  );
}
