import type { ReactNode } from 'react';
import css from './badge.module.css';

export type Tone = 'idle' | 'busy' | 'ok' | 'warn' | 'error' | 'source' | 'transform' | 'route' | 'sink';

/** A word or a number with a hue; the hue never says anything that the word does not. */
export function Badge({ tone = 'idle', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={css.badge} data-tone={tone}>
      {children}
    </span>
  );
}
