import type { PreflightReport } from '@tailrace/server/router';
import { ChevronRight } from 'lucide-react';
import { plural } from '../lib/format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import css from './launch.module.css';

const OPEN_AT_FIRST = 3;

/** What the launch creates in the sink, statement by statement. */
export function Creates({ creates }: { readonly creates: NonNullable<PreflightReport['creates']> }) {
  return (
    <section aria-label="What will be created">
      <h3>What will be created</h3>
      {creates.length === 0 ? (
        <p>Nothing: every table is there already.</p>
      ) : (
        <>
          <p>{plural(creates.length, 'table')} in the sink:</p>
          {creates.map(({ table, ddl }, at) => (
            <details key={table} className={css.create} open={at < OPEN_AT_FIRST}>
              <summary>
                <ChevronRight size={14} aria-hidden="true" className={css.chevron} />
                <code>{table}</code>
              </summary>
              <div className={css.ddl}>
                <pre>{ddl.join(';\n')}</pre>
                <CopyButton text={ddl.join(';\n')} label={`Copy the statements for ${table}`} />
              </div>
            </details>
          ))}
        </>
      )}
    </section>
  );
}
