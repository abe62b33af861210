// The keys of the product in one table: what binds them, the `?` sheet and the tooltips all read it.

/** Where a key works. `anywhere` still leaves single letters to whoever is typing. */
export type KeyScope = 'anywhere' | 'canvas' | 'editor';

export interface KeyBinding {
  readonly keys: string;
  readonly what: string;
  readonly scope: KeyScope;
}

export const KEY_BINDINGS: readonly KeyBinding[] = [
  { keys: 'Mod+K', what: 'Find pipelines, pages and verbs', scope: 'anywhere' },
  { keys: '?', what: 'Show these keys', scope: 'anywhere' },
  { keys: 'Mod+Z', what: 'Undo, on the canvas, in the form and in the text alike', scope: 'anywhere' },
  { keys: 'Mod+Shift+Z', what: 'Redo (also Ctrl+Y)', scope: 'anywhere' },
  { keys: 'Mod+S', what: 'Save now (it saves by itself)', scope: 'anywhere' },
  { keys: 'Mod+Enter', what: 'Refresh the preview', scope: 'anywhere' },
  { keys: '/', what: 'Add a step', scope: 'canvas' },
  { keys: '←/→/↑/↓', what: 'Walk from node to node', scope: 'canvas' },
  { keys: 'Alt+↑/↓', what: 'Move the step earlier or later', scope: 'canvas' },
  { keys: 'Enter', what: 'Open the form of the node', scope: 'canvas' },
  { keys: 'C', what: 'Connect the node to another', scope: 'canvas' },
  { keys: 'Delete', what: 'Remove the node', scope: 'canvas' },
  { keys: 'Mod+D', what: 'Duplicate the step', scope: 'canvas' },
  { keys: 'D', what: 'Switch the step off or on; the text keeps it', scope: 'canvas' },
  { keys: 'P', what: 'Keep the row that is selected as a test', scope: 'canvas' },
  { keys: '1', what: 'Fit everything into view', scope: 'canvas' },
  { keys: '0', what: 'Back to 100 %', scope: 'canvas' },
  { keys: '+/-', what: 'Zoom', scope: 'canvas' },
  { keys: 'Escape', what: 'Let go of the selection', scope: 'canvas' },
  { keys: 'Ctrl+Space', what: 'Suggest what fits here', scope: 'editor' },
  { keys: 'F8', what: 'Go to the next problem', scope: 'editor' },
  { keys: 'Ctrl+M', what: 'Let Tab leave the editor', scope: 'editor' },
];

const TYPING =
  'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], .monaco-editor';
const BUSY = `${TYPING}, [role="dialog"], [role="menu"]`;

/** Whether keys belong to a field or an editor right now. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TYPING) !== null;

/** Whether keys belong to something in front of the page, or to a field. */
export const isBusy = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(BUSY) !== null;
