import { CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import css from './notice.module.css';

interface NoticeProps {
  readonly tone: 'error' | 'warn' | 'info';
  readonly title: string;
  /** The stable code, small, for searching. */
  readonly code?: string | undefined;
  readonly children?: ReactNode;
  /** Text that mends it, with a copy button. */
  readonly remedy?: string | undefined;
  readonly actions?: ReactNode;
}

const ICONS = { error: CircleX, warn: TriangleAlert, info: Info } as const;

/** What is wrong, where, and what to do, where the reader is looking. */
export function Notice({ tone, title, code, children, remedy, actions }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={css.notice} data-tone={tone} role={tone === 'error' ? 'alert' : 'note'}>
      <Icon size={16} aria-hidden="true" className={css.icon} />
      <div className={css.body}>
        <p className={css.title}>
          {title} {code !== undefined && <code className={css.code}>{code}</code>}
        </p>
        {children !== undefined && <div className={css.words}>{children}</div>}
        {remedy !== undefined && (
          <div className={css.remedy}>
            <pre>{remedy}</pre>
            <CopyButton text={remedy} />
          </div>
        )}
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </div>
    </div>
  );
}
