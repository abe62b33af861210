import type { LiveRun, SeenChange } from '../lib/live-run.ts';
import { formatDateTime, formatDuration, formatTime } from '../lib/format.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { hasEnded } from '../lib/run-states.ts';
import css from './runs.module.css';

interface Entry {
  readonly at: number;
  readonly change?: SeenChange;
  readonly message?: string;
  readonly level?: string;
}

/** What happened, newest first: schema changes with what became of them, and what the engine had to say. */
export function RunEvents({ run }: { readonly run: LiveRun }) {
  const entries: readonly Entry[] = [
    ...run.changes,
    ...run.log.map(({ at, level, message }) => ({ at, level, message })),
  ].toSorted((a, b) => b.at - a.at);
  return (
    <>
      <div className={css.sectionHead}>
        <h2>Events</h2>
      </div>
      {entries.length === 0 ? (
        <p className={css.hint}>
          {run.state !== undefined && hasEnded(run.state)
            ? 'It had no schema changes, restarts or warnings.'
            : 'Schema changes, restarts and warnings will stand here.'}
        </p>
      ) : (
        <ol className={css.events}>
          {entries.map((entry) => (
            <li
              key={`${entry.at} ${entry.message ?? entry.change?.sourceTable ?? ''} ${entry.change?.kind ?? ''}`}
            >
              <time dateTime={new Date(entry.at).toISOString()} title={formatDateTime(entry.at)}>
                {formatTime(entry.at)}
              </time>
              {entry.change === undefined ? (
                <span data-level={entry.level}>
                  {entry.level === 'info' ? '' : `${entry.level}: `}
                  {entry.message}
                </span>
              ) : (
                <Change change={entry.change} />
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

const OUTCOME_TONE: Readonly<Record<string, Tone>> = {
  applied: 'ok',
  'already-there': 'idle',
  ignored: 'idle',
  rewritten: 'warn',
  refused: 'error',
  failed: 'error',
  unsupported: 'warn',
  unknown: 'idle',
};

function Change({ change }: { readonly change: SeenChange }) {
  return (
    <span className={css.change}>
      <Badge tone="busy">schema change</Badge>
      <code>{change.sourceTable}</code> {change.kind}
      {change.results.map((result) => (
        <span key={result.sinkTable} className={css.result}>
          → <code>{result.sinkTable}</code>
          <Badge tone={OUTCOME_TONE[result.outcome] ?? 'idle'}>{result.outcome.replaceAll('-', ' ')}</Badge>
          {result.durationMs !== undefined && `in ${formatDuration(result.durationMs)}`}
          {result.reason !== undefined && <span className={css.hint}> {result.reason}</span>}
        </span>
      ))}
    </span>
  );
}
