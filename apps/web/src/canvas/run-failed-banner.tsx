import { CircleX } from 'lucide-react';
import { Link } from 'wouter';
import { useRun } from '../document/session.tsx';
import css from './canvas.module.css';

/** Why the last run ended, in its own sentence, where one is looking; the run's page knows more. */
export function RunFailedBanner() {
  const error = useRun((run) => (run.state === 'failed' ? run.live.error : undefined));
  const runId = useRun((run) => run.runId);
  if (error === undefined || runId === undefined) return null;
  return (
    <div className={css.banner} data-tone="error" role="alert">
      <CircleX size={14} aria-hidden="true" />
      <span>
        The run failed: {error.message} <code>{error.code}</code>
      </span>
      <Link href={`/runs/${runId}`}>Open the run</Link>
    </div>
  );
}
