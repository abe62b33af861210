// Completion, hover and signatures in the text: thin adapters over core/language, which knows the grammar, the connectors, the
// expression language, and the live tables that the last preview saw.
import { complete, hover, signatureHelp, type CompletionItem } from '@tailrace/core/language';
import type { TextRange } from '@tailrace/core/yaml';
import type { Session } from '../document/session.tsx';
import { languageContext } from './language-context.ts';
import { indexLines, type LineIndex } from './line-index.ts';
import { monaco } from './monaco.ts';

const KINDS = {
  section: monaco.languages.CompletionItemKind.Module,
  key: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.Value,
  connector: monaco.languages.CompletionItemKind.Class,
  table: monaco.languages.CompletionItemKind.Struct,
  column: monaco.languages.CompletionItemKind.Field,
  metadata: monaco.languages.CompletionItemKind.Constant,
  function: monaco.languages.CompletionItemKind.Function,
  keyword: monaco.languages.CompletionItemKind.Keyword,
} as const;

function toRange(index: LineIndex, range: TextRange): monaco.IRange {
  const start = index.positionAt(range.start);
  const end = index.positionAt(range.end);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

function toSuggestion(index: LineIndex, item: CompletionItem): monaco.languages.CompletionItem {
  return {
    label: item.label,
    kind: KINDS[item.kind],
    insertText: item.insertText,
    range: toRange(index, item.range),
    sortText: `${item.rank}${item.label}`,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.documentation === undefined ? {} : { documentation: { value: item.documentation } }),
    ...(item.continues === true
      ? { command: { id: 'editor.action.triggerSuggest', title: 'Suggest what comes next' } }
      : {}),
  };
}

/** Registers the three for one model; returns what takes them away. */
export function offerLanguage(session: Session, model: monaco.editor.ITextModel): () => void {
  const { document } = session;
  const context = () => languageContext(session);
  /** Everything is asked of the snapshot: its text, not the model's, is what offsets count in. */
  function at<T>(
    asked: monaco.editor.ITextModel,
    position: monaco.Position,
    answer: Answer<T>,
  ): T | undefined {
    if (asked !== model) return undefined;
    const { snapshot } = document.getState();
    const index = indexLines(snapshot.text);
    return answer({ snapshot, index, offset: index.offsetAt(position) });
  }
  const stops = [
    monaco.languages.registerCompletionItemProvider('yaml', {
      triggerCharacters: [' ', '.', ':', '(', ',', '\n'],
      provideCompletionItems: (asked, position) =>
        at(asked, position, ({ snapshot, index, offset }) => ({
          suggestions: complete(snapshot, offset, context()).map((item) => toSuggestion(index, item)),
        })),
    }),
    monaco.languages.registerHoverProvider('yaml', {
      provideHover: (asked, position) =>
        at(asked, position, ({ snapshot, index, offset }) => {
          const found = hover(snapshot, offset, context());
          if (found === undefined) return undefined;
          return { contents: [{ value: found.contents }], range: toRange(index, found.range) };
        }),
    }),
    monaco.languages.registerSignatureHelpProvider('yaml', {
      signatureHelpTriggerCharacters: ['(', ','],
      provideSignatureHelp: (asked, position) =>
        at(asked, position, ({ snapshot, offset }) => {
          const found = signatureHelp(snapshot, offset);
          if (found === undefined) return undefined;
          const { signatures, activeSignature, activeParameter, documentation } = found;
          const value = {
            activeSignature,
            activeParameter,
            signatures: signatures.map((signature) => ({
              label: signature.label,
              parameters: signature.parameters.map((label) => ({ label })),
              documentation: { value: documentation },
            })),
          };
          return { value, dispose: () => undefined };
        }),
    }),
  ];
  return () => {
    for (const stop of stops) stop.dispose();
  };
}

type Answer<T> = (place: {
  readonly snapshot: ReturnType<Session['document']['getState']>['snapshot'];
  readonly index: LineIndex;
  readonly offset: number;
}) => T | undefined;
