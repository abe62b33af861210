// The editor in the product's colours. Monaco wants six-digit codes, so the variables are painted on one pixel and read back.
import { monaco } from './monaco.ts';

function readVariable(context: CanvasRenderingContext2D, name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name);
  context.fillStyle = '#000';
  context.fillStyle = value;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Defines and applies the theme from the variables as they are now. */
export function applyEditorTheme(theme: 'light' | 'dark'): void {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  const colour = (name: string): string => readVariable(context, `--${name}`);
  monaco.editor.defineTheme('tailrace', {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'type', foreground: colour('source').slice(1) },
      { token: 'string', foreground: colour('text').slice(1) },
      { token: 'number', foreground: colour('transform').slice(1) },
      { token: 'keyword', foreground: colour('transform').slice(1) },
      { token: 'comment', foreground: colour('text-3').slice(1), fontStyle: 'italic' },
      { token: 'operators', foreground: colour('text-2').slice(1) },
    ],
    colors: {
      'editor.background': colour('surface'),
      'editor.foreground': colour('text'),
      'editorGutter.background': colour('surface'),
      'editorLineNumber.foreground': colour('text-3'),
      'editorLineNumber.activeForeground': colour('text'),
      'editor.lineHighlightBackground': colour('surface-hover'),
      'editor.lineHighlightBorder': colour('surface-hover'),
      'editorCursor.foreground': colour('accent-text'),
      'editorIndentGuide.background1': colour('border'),
      'editorWidget.background': colour('surface'),
      'editorWidget.border': colour('border'),
      'editorSuggestWidget.selectedBackground': colour('surface-active'),
      'editorSuggestWidget.selectedForeground': colour('text'),
      'editorSuggestWidget.highlightForeground': colour('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent-text'),
      'editorError.foreground': colour('error'),
      'editorWarning.foreground': colour('warn'),
      'editorInfo.foreground': colour('busy'),
      focusBorder: colour('focus'),
    },
  });
  monaco.editor.setTheme('tailrace');
}
