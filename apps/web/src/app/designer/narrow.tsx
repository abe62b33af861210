import { useEffect, useState } from 'react';
import { Canvas } from '../../canvas/canvas.tsx';
import { Outline } from '../../canvas/outline.tsx';
import { Palette } from '../../canvas/palette.tsx';
import { EditorPane } from '../../editor/editor-pane.tsx';
import { partStore, type Part } from '../../document/show-part.ts';
import { loadFonts } from '../../lib/fonts.ts';
import { useMedia } from '../../lib/use-media.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { BottomPanels, Inspector, type PanelChoice } from './later.tsx';

const TABS: Readonly<Record<Part, string>> = { palette: 'add', text: 'text', form: 'form', data: 'rows' };

/** The designer where there is no room for two things beside each other: they become tabs; on a phone the outline stands for the canvas. */
export function Narrow(choice: PanelChoice) {
  const isPhone = useMedia('(max-width: 479px)');
  const [tab, setTab] = useState('canvas');
  useEffect(() => partStore.subscribe(({ asked }) => asked !== undefined && setTab(TABS[asked.part])), []);
  // They come with the parts beside the canvas, of which none is open here.
  useEffect(() => loadFonts(), []);
  return (
    <Tabs
      label="Designer"
      value={tab}
      onChange={setTab}
      tabs={[
        { id: 'canvas', label: isPhone ? 'Outline' : 'Canvas', content: isPhone ? <Outline /> : <Canvas /> },
        { id: 'add', label: 'Add', content: <Palette /> },
        { id: 'text', label: 'Text', content: <EditorPane /> },
        { id: 'form', label: 'Form', content: <Inspector /> },
        { id: 'rows', label: 'Rows', content: <BottomPanels {...choice} /> },
      ]}
    />
  );
}
