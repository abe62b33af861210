import type { ValueAt } from '@tailrace/core/language';
import css from './editor-pane.module.css';

/** One line below the text: the expression at the caret, its type, and what it gives on a row of the source. */
export function CaretValue({ found }: { readonly found: ValueAt | undefined }) {
  const [first] = found?.values ?? [];
  if (found === undefined || first === undefined) return null;
  const rows = found.values.map(({ row, value, failure }) => `${row}: ${value ?? failure ?? ''}`).join('\n');
  return (
    <output className={css.caret} aria-label="Value at the caret" aria-live="off" title={rows}>
      <code className={css.caretText}>{found.text.replaceAll(/\s+/gu, ' ')}</code>
      <span aria-hidden="true">=</span>
      {first.value === undefined ? (
        <span className={css.caretFailure}>{first.failure}</span>
      ) : (
        <code className={css.caretResult}>{first.value}</code>
      )}
      <span className={css.caretType}>
        {found.type} · {found.table}, {first.row}
      </span>
    </output>
  );
}
