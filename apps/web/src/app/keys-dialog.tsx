import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import { KEY_BINDINGS, type KeyScope } from '../lib/hotkeys.ts';
import css from './keys-dialog.module.css';
import { closeOverlay } from './overlay.ts';

const SCOPES: readonly { readonly scope: KeyScope; readonly title: string }[] = [
  { scope: 'anywhere', title: 'Everywhere' },
  { scope: 'canvas', title: 'While the canvas has the focus' },
  { scope: 'editor', title: 'In the text' },
];

export function KeysDialog() {
  return (
    <Dialog open onOpenChange={closeOverlay} title="Keys" shape="wide">
      <div className={css.columns}>
        {SCOPES.map(({ scope, title }) => (
          <section key={scope} aria-label={title}>
            <h3>{title}</h3>
            <dl className={css.list}>
              {KEY_BINDINGS.filter((binding) => binding.scope === scope).map((binding) => (
                <div key={binding.keys} className={css.row}>
                  <dt>
                    <Keys keys={binding.keys} />
                  </dt>
                  <dd>{binding.what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
