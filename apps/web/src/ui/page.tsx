import { useEffect, type ReactNode } from 'react';
import css from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Where the page sits: links to what is above it. */
  readonly trail?: ReactNode;
  /** Beside the title: chips, states. */
  readonly beside?: ReactNode;
  /** The page's verbs, at the right of the bar. */
  readonly actions?: ReactNode;
  /** Replaces the title's words, for a title that can be edited; `title` stays the name of the tab. */
  readonly heading?: ReactNode;
  readonly children: ReactNode;
  /** Fills the window without scrolling or padding. */
  readonly bleed?: boolean;
}

/** A page: a bar of 44 px with where one is and what one can do, and the content under it. */
export function Page({ title, trail, beside, actions, heading, children, bleed }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Tailrace`;
  }, [title]);
  return (
    <div className={css.page}>
      <header className={css.bar}>
        <div className={css.where}>
          {trail !== undefined && (
            <>
              {trail}
              <span aria-hidden="true" className={css.slash}>
                /
              </span>
            </>
          )}
          {heading ?? <h1 className={css.title}>{title}</h1>}
          {beside}
        </div>
        <div className={css.actions}>{actions}</div>
      </header>
      <main className={bleed === true ? css.bleed : css.main}>{children}</main>
    </div>
  );
}
