import { disabledRange, disabledText, type DisabledNode } from '@tailrace/core/graph';
import { Power, Trash2 } from 'lucide-react';
import { lineOf } from '../document/lines.ts';
import { requestReveal } from '../document/reveal.ts';
import { removeDisabled, switchOn } from '../document/switch-rules.ts';
import { useDocument, useSession } from '../document/session.tsx';
import { Button } from '../ui/button.tsx';
import { Glyph } from '../ui/glyph.tsx';
import css from './inspector.module.css';

const ICON = { size: 14, 'aria-hidden': true } as const;
const WORD = { transform: 'Transform', route: 'Route' } as const;

/** A rule that is switched off: what it says, and the way back. It has no fields: it is a comment until it is on again. */
export function DisabledForm({ node }: { readonly node: DisabledNode }) {
  const session = useSession();
  const snapshot = useDocument((state) => state.snapshot);
  const range = disabledRange(snapshot, node);
  return (
    <>
      <header className={css.head}>
        <div className={css.headRow}>
          <Glyph letters={node.kind === 'transform' ? 'ƒ' : '⇉'} tone={node.kind} size="large" />
          <h2>{WORD[node.kind]}, switched off</h2>
          <Button variant="quiet" onClick={() => requestReveal(range)}>
            line {lineOf(snapshot.text, range.start)}
          </Button>
        </div>
        <p className={css.sub}>
          It is commented out in the text, which keeps every byte of it; nothing runs through it.
        </p>
      </header>
      <div className={css.form}>
        <pre className={css.offText}>{disabledText(snapshot, node)}</pre>
        <div className={css.offVerbs}>
          <Button
            variant="primary"
            icon={<Power {...ICON} />}
            onClick={() => switchOn(session.document, node)}
          >
            Switch on
          </Button>
          <Button icon={<Trash2 {...ICON} />} onClick={() => removeDisabled(session.document, node)}>
            Remove
          </Button>
        </div>
      </div>
    </>
  );
}
