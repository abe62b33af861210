// A field for an expression: columns, functions and words are offered while it is typed, the signature of the call that the caret is in,
// and what it answers for a real row.
import type { CompletionItem } from '@tailrace/core/language';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ChangeEvent,
  type KeyboardEvent,
  type SyntheticEvent,
} from 'react';
import { liveTables } from '../document/live-tables.ts';
import { useDocument, usePreview, useSession } from '../document/session.tsx';
import { classes } from '../ui/classes.ts';
import { TextArea } from '../ui/field.tsx';
import { ExpressionAnswer } from './expression-answer.tsx';
import css from './expression-box.module.css';
import { useTyped, type Typed } from './use-typed.ts';
import type { FieldModel } from './field-model.ts';
import { signatureAt, suggest, type Suggestions } from './suggestions.ts';

interface ExpressionBoxProps {
  readonly field: FieldModel;
  readonly ids: { readonly id: string };
  readonly onChange: (text: string) => void;
}

const NOTHING: Suggestions = { items: [], word: { start: 0, end: 0 } };

export function ExpressionBox({ field, ids, onChange }: ExpressionBoxProps) {
  const { path, spec, value = '' } = field;
  const snapshot = useDocument((state) => state.snapshot);
  const typed = useTyped(value, onChange);
  const { area, items, active, selection, hasFocus, listId, take, setActive, handlers } = useSuggestions(
    field,
    onChange,
    typed,
  );
  const signature = hasFocus ? signatureAt(snapshot, path, selection.end) : undefined;
  return (
    <div className={css.box}>
      <TextArea
        {...ids}
        {...handlers}
        ref={area}
        mono
        rows={spec.key === 'projection' ? 4 : 2}
        value={typed.shown}
        placeholder={spec.key === 'projection' ? '*' : ''}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={items.length > 0 ? listId : undefined}
        aria-activedescendant={items.length > 0 ? `${listId}-${active}` : undefined}
      />
      {items.length > 0 && (
        <Options id={listId} items={items} active={active} onTake={take} onActive={setActive} />
      )}
      {signature !== undefined && (
        <p className={css.signature}>
          {signature.before}
          <strong>{signature.parameter}</strong>
          {signature.after}
        </p>
      )}
      <ExpressionAnswer field={field} selection={selection} />
    </div>
  );
}

/** The caret, the list, and the keys between them. The list is open from the first letter of a word on, or by Ctrl+Space. */
function useSuggestions({ path, value = '' }: FieldModel, onChange: (text: string) => void, typed: Typed) {
  const { document } = useSession();
  const snapshot = useDocument((state) => state.snapshot);
  const tables = usePreview(({ result }) => liveTables(result));
  const [selection, setSelection] = useState({ start: 0, end: 0 });
  const [hasFocus, setFocus] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [wantedActive, setActive] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number>(undefined);
  const listId = useId();
  const context = { catalog: document.getState().catalog, ...(tables === undefined ? {} : { tables }) };
  const { items, word } =
    isOpen && hasFocus ? suggest(snapshot, { path, value, caret: selection.end }, context) : NOTHING;
  const active = Math.min(wantedActive, Math.max(0, items.length - 1));

  // The caret goes behind what was put in, once the field shows it.
  useLayoutEffect(() => {
    if (caretAfter.current === undefined || area.current === null) return;
    area.current.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  }, [value]);

  function take(item: CompletionItem): void {
    const caret = word.start + item.insertText.length;
    caretAfter.current = caret;
    onChange(value.slice(0, word.start) + item.insertText + value.slice(word.end));
    setSelection({ start: caret, end: caret });
    setOpen(false);
  }

  const handlers = {
    onKeyDown(event: KeyboardEvent): void {
      const item = items[active];
      if (event.key === ' ' && event.ctrlKey) {
        typed.flush();
        setOpen(true);
      } else if (item === undefined) return;
      else if (event.key === 'ArrowDown') setActive((active + 1) % items.length);
      else if (event.key === 'ArrowUp') setActive((active + items.length - 1) % items.length);
      else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(item);
      else if (event.key === 'Escape') setOpen(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onFocus: () => setFocus(true),
    onBlur(): void {
      typed.leave();
      setFocus(false);
      setOpen(false);
    },
    onSelect: ({ currentTarget: { selectionStart, selectionEnd } }: SyntheticEvent<HTMLTextAreaElement>) =>
      setSelection({ start: selectionStart, end: selectionEnd }),
    onChange({ currentTarget: { value: next, selectionEnd: end } }: ChangeEvent<HTMLTextAreaElement>): void {
      setSelection({ start: end, end });
      setActive(0);
      setOpen(/[\p{L}\p{N}_$]$/u.test(next.slice(0, end)));
      typed.type(next);
    },
  };
  return { area, items, active, selection, hasFocus, listId, take, setActive, handlers };
}

interface OptionsProps {
  readonly id: string;
  readonly items: readonly CompletionItem[];
  readonly active: number;
  readonly onTake: (item: CompletionItem) => void;
  readonly onActive: (at: number) => void;
}

function Options({ id, items, active, onTake, onActive }: OptionsProps) {
  const shown = useRef<HTMLDivElement>(null);
  // A field low in the form opens its list below the fold otherwise.
  useLayoutEffect(() => {
    // In braces: newer browsers answer with a promise, and an effect may not.
    shown.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, []);
  useLayoutEffect(() => {
    shown.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const summary = items[active]?.documentation
    ?.replaceAll(/```[^`]*```/gu, '')
    .trim()
    .split('\n')[0];
  return (
    <div className={css.popup}>
      <div id={id} ref={shown} role="listbox" aria-label="What fits here" className={css.list}>
        {items.map((item, at) => (
          <div
            key={`${item.kind}-${item.label}`}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            className={classes(css.item, at === active && css.active)}
            onPointerMove={() => onActive(at)}
            // Before the field loses the focus, and the list with it.
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(item);
            }}
          >
            <span className={css.label}>{item.label}</span>
            <span className={css.detail}>{item.detail ?? item.kind}</span>
          </div>
        ))}
      </div>
      {summary !== undefined && summary !== '' && <p className={css.summary}>{summary}</p>}
    </div>
  );
}
