import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { CopyButton } from './copy-button.tsx';
import css from './check-list.module.css';

export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly remedy?: string;
}

const LOOKS = {
  ok: { Icon: CircleCheck, word: 'passed' },
  warning: { Icon: TriangleAlert, word: 'warning' },
  failed: { Icon: CircleX, word: 'failed' },
} as const;

const GRAVITY: readonly Check['status'][] = ['failed', 'warning', 'ok'];

/** Named checks, what is wrong on top, each with what was seen and, where it failed, what mends it. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className={css.list}>
      {worstFirst(checks).map((check) => {
        const { Icon, word } = LOOKS[check.status];
        return (
          <li key={`${check.name}-${check.message}`} className={css.check} data-status={check.status}>
            <Icon size={16} role="img" aria-label={word} className={css.icon} />
            <div className={css.body}>
              <span className={css.name}>{check.name}</span>
              <span className={css.message}>{check.message}</span>
              {check.remedy !== undefined && (
                <div className={css.remedy}>
                  <pre>{check.remedy}</pre>
                  <CopyButton text={check.remedy} label={`Copy what mends ${check.name}`} />
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const worstFirst = (checks: readonly Check[]): readonly Check[] =>
  checks.toSorted((a, b) => GRAVITY.indexOf(a.status) - GRAVITY.indexOf(b.status));
