import { CircleCheck, CircleX, Trash2 } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { plural } from '../../lib/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { differs, testFile, type KeptTest } from './kept-tests.ts';
import { tryEvent, type TryContext } from './try-event.ts';
import css from './what-if.module.css';

interface KeptTestsProps {
  readonly tests: readonly KeptTest[];
  readonly context: TryContext;
  /** Of the pipeline, for the file. */
  readonly name: string;
  readonly onChange: (tests: readonly KeptTest[]) => void;
}

/** The kept tests, tried again with every change of the document. */
export function KeptTests({ tests, context, name, onChange }: KeptTestsProps) {
  const shown = useDeferredValue(context);
  const results = useMemo(
    () =>
      tests.map((test) => ({
        test,
        differs: differs(test, tryEvent({ ...shown, now: test.now }, test.event)),
      })),
    [tests, shown],
  );
  const failed = results.filter((result) => result.differs !== undefined).length;
  return (
    <section className={css.tests} aria-label="Kept tests">
      <h3>
        Kept tests
        {tests.length > 0 && (
          <span role="status" aria-label="Tests" className={css.count}>
            {failed === 0
              ? `${plural(tests.length, 'test')}, all hold`
              : `${failed} of ${tests.length} do not hold`}
          </span>
        )}
        {tests.length > 0 && (
          <CopyButton
            label="Copy them as a file for tailrace test"
            text={testFile(tests, context.tables, `${name}.yaml`)}
          />
        )}
      </h3>
      {tests.length === 0 && (
        <p className={css.hint}>
          Keep a change as a test, and it is tried again whenever a rule changes. Tests stay in this browser;
          copied, they are a file for <code>tailrace test</code>.
        </p>
      )}
      <ul>
        {results.map(({ test, differs: why }) => (
          <li key={test.id} className={css.test}>
            {why === undefined ? (
              <CircleCheck size={14} role="img" aria-label="holds" className={css.holds} />
            ) : (
              <CircleX size={14} role="img" aria-label="does not hold" className={css.fails} />
            )}
            <span className={css.testName}>
              {test.name}
              {why !== undefined && <span className={css.why}>{why}</span>}
            </span>
            <IconButton
              label={`Forget ${test.name}`}
              icon={<Trash2 size={13} aria-hidden="true" />}
              onClick={() => onChange(tests.filter((one) => one !== test))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
