import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Canvas } from '../../canvas/canvas.tsx';
import { Outline } from '../../canvas/outline.tsx';
import { Palette } from '../../canvas/palette.tsx';
import { useSession } from '../../document/session.tsx';
import { EditorPane } from '../../editor/editor-pane.tsx';
import { useMedia } from '../../lib/use-media.ts';
import { Page } from '../../ui/page.tsx';
import { Split } from '../../ui/split.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DesignerVerbs, type DesignerWindow } from './designer-verbs.tsx';
import { PipelineTitle } from './pipeline-title.tsx';
import { StateWords } from './state-words.tsx';
import { useDesignerKeys } from './use-designer-keys.ts';
import { useDesignerUrl } from './use-designer-url.ts';

// The canvas is first; the form and the panels come in the same breath, but it does not wait for them.
const Inspector = lazy(async () => ({ default: (await import('../../inspector/inspector.tsx')).Inspector }));
const BottomPanels = lazy(async () => ({ default: (await import('./bottom-panels.tsx')).BottomPanels }));
const LaunchPanel = lazy(async () => ({
  default: (await import('../../launch/launch-panel.tsx')).LaunchPanel,
}));
const ExportDialog = lazy(async () => ({
  default: (await import('../../launch/export-dialog.tsx')).ExportDialog,
}));

/** Canvas and text side by side, form and rows under them; what floats above is opened from the bar. */
export function Designer({ name: firstName }: { readonly name: string }) {
  const session = useSession();
  const [name, setName] = useState(firstName);
  const [window, setWindow] = useState<DesignerWindow>('none');
  const isNarrow = useMedia('(max-width: 1023px)');
  const { panel, setPanel } = useDesignerUrl();
  useDesignerKeys({ openWindow: setWindow, setPanel });
  useEffect(() => {
    performance.mark('tailrace:canvas-ready');
  }, []);
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
      {isNarrow ? <Narrow panel={panel} onPanel={setPanel} /> : <Wide panel={panel} onPanel={setPanel} />}
      <ConflictDialog />
      <Suspense fallback={null}>
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

const inTime = (content: ReactNode): ReactNode => (
  <Suspense fallback={<span className="visually-hidden">Loading</span>}>{content}</Suspense>
);

interface PanelChoice {
  readonly panel: string;
  readonly onPanel: (panel: string) => void;
}

function Wide(choice: PanelChoice) {
  const left = (
    <Split
      id="designer-left"
      direction="vertical"
      panes={[
        { id: 'canvas', minSize: 160, defaultSize: '60%', content: <Canvas /> },
        {
          id: 'panels',
          minSize: 80,
          defaultSize: '40%',
          collapsible: true,
          content: inTime(<BottomPanels {...choice} />),
        },
      ]}
    />
  );
  const right = (
    <Split
      id="designer-right"
      direction="vertical"
      panes={[
        { id: 'text', minSize: 120, defaultSize: '52%', content: <EditorPane /> },
        { id: 'form', minSize: 120, defaultSize: '48%', collapsible: true, content: inTime(<Inspector />) },
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
          defaultSize: 160,
          minSize: 132,
          maxSize: 280,
          collapsible: true,
          fixed: true,
          content: <Palette />,
        },
        { id: 'picture', minSize: 320, defaultSize: '59%', content: left },
        { id: 'details', minSize: 280, defaultSize: '30%', content: right },
      ]}
    />
  );
}

/** Where there is no room for two things beside each other they become tabs; on a phone the outline stands for the canvas. */
function Narrow(choice: PanelChoice) {
  const isPhone = useMedia('(max-width: 479px)');
  const [tab, setTab] = useState('canvas');
  return (
    <Tabs
      label="Designer"
      value={tab}
      onChange={setTab}
      tabs={[
        { id: 'canvas', label: isPhone ? 'Outline' : 'Canvas', content: isPhone ? <Outline /> : <Canvas /> },
        { id: 'add', label: 'Add', content: <Palette /> },
        { id: 'text', label: 'Text', content: <EditorPane /> },
        { id: 'form', label: 'Form', content: inTime(<Inspector />) },
        { id: 'rows', label: 'Rows', content: inTime(<BottomPanels {...choice} />) },
      ]}
    />
  );
}
