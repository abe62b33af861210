// "Format document" in the context menu and by Shift+Alt+F: the usual layout, as `tailrace fmt` gives it. One step of the undo history.
import { formatYaml } from '@tailrace/core/yaml';
import type { DocumentStore } from '../document/document-store.ts';
import { toast } from '../ui/toast.tsx';
import { lineEdits } from './line-edits.ts';
import { monaco } from './monaco.ts';

export function offerFormat(
  document: DocumentStore,
  editor: monaco.editor.IStandaloneCodeEditor,
): () => void {
  const action = editor.addAction({
    id: 'tailrace.format',
    label: 'Format document',
    keybindings: [monaco.KeyMod.Shift | monaco.KeyMod.Alt | monaco.KeyCode.KeyF],
    contextMenuGroupId: '1_modification',
    run: () => {
      const { text } = document.getState().snapshot;
      const formatted = formatYaml(text);
      if (formatted === undefined) {
        toast('The text cannot be laid out: it is no YAML as it stands.');
        return;
      }
      const edits = lineEdits(text, formatted);
      if (edits.length > 0) document.transact(edits, { origin: 'inspector', mark: 'format' });
    },
  });
  return () => action.dispose();
}
