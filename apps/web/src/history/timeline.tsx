import type { SchemaHistoryEntry } from '@tailrace/server/router';
import { Link } from 'wouter';
import { formatDateTime, formatDuration } from '../lib/format.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { describeChange } from '../lib/describe-change.ts';
import css from './history.module.css';
import type { ChangePlace, HistoryPlace } from './history-place.ts';

/** An entry as it comes over the wire: plain JSON, whose free parts may be missing. */
export type Entry = Omit<SchemaHistoryEntry, 'event' | 'schema' | 'results'> & {
  readonly event?: unknown;
  readonly results: readonly {
    readonly sinkTable: string;
    readonly statements: readonly string[];
    readonly outcome: string;
    readonly reason?: string;
    readonly durationMs?: number;
  }[];
};

interface TimelineProps {
  readonly entries: readonly Entry[];
  readonly place: HistoryPlace;
  readonly onChange: ChangePlace;
}

/** Newest on top: what changed, what the source said, what the sink did. */
export function Timeline({ entries, place, onChange }: TimelineProps) {
  return (
    <ol className={css.timeline} aria-label="Schema changes, newest first">
      {entries.map((entry) => (
        <li key={entry.id} className={classes(css.entry, place.at === entry.at && css.shown)}>
          <EntryHead entry={entry} />
          <ul className={css.words}>
            {describeChange(entry.kind, entry.event).map(({ sign, words }) => (
              <li key={words} data-sign={sign}>
                <span aria-hidden="true">{sign}</span> <code>{words}</code>
              </li>
            ))}
          </ul>
          {entry.statement !== undefined && <Statement title="At the source" text={entry.statement} />}
          {entry.results.map((result) => (
            <Result key={result.sinkTable} result={result} />
          ))}
          <div className={css.entryVerbs}>
            <Button
              variant="quiet"
              flush
              onClick={() =>
                onChange({
                  pipeline: entry.pipelineId,
                  table: entry.sourceTable,
                  side: 'source',
                  at: entry.at,
                })
              }
            >
              Columns after this
            </Button>
            <Button
              variant="quiet"
              onClick={() =>
                onChange({
                  pipeline: entry.pipelineId,
                  table: entry.sourceTable,
                  side: 'source',
                  from: entry.at - 1,
                  at: entry.at,
                })
              }
            >
              Compare with before
            </Button>
            <Link href={`/runs/${entry.runId}`}>Run</Link>
          </div>
        </li>
      ))}
    </ol>
  );
}

function EntryHead({ entry }: { readonly entry: Entry }) {
  return (
    <div className={css.entryHead}>
      <time dateTime={new Date(entry.at).toISOString()} title={new Date(entry.at).toISOString()}>
        {formatDateTime(entry.at)}
      </time>
      <strong className={css.mono}>{entry.sourceTable}</strong>
      <span>{entry.kind}</span>
      <span className={css.hint}>
        {entry.pipelineName}
        {entry.offset !== undefined && ` · at ${entry.offset}`}
      </span>
    </div>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  applied: 'ok',
  'already-there': 'idle',
  ignored: 'idle',
  rewritten: 'warn',
  unsupported: 'warn',
  unknown: 'idle',
  refused: 'error',
  failed: 'error',
};

function Result({ result }: { readonly result: Entry['results'][number] }) {
  return (
    <div className={css.result}>
      <div className={css.entryHead}>
        <span>→</span>
        <span className={css.mono}>{result.sinkTable}</span>
        <Badge tone={TONES[result.outcome] ?? 'idle'}>{result.outcome.replaceAll('-', ' ')}</Badge>
        {result.durationMs !== undefined && (
          <span className={css.hint}>in {formatDuration(result.durationMs)}</span>
        )}
      </div>
      {result.reason !== undefined && <p className={css.reason}>{result.reason}</p>}
      {result.statements.length > 0 && <Statement title="At the sink" text={result.statements.join(';\n')} />}
    </div>
  );
}

function Statement({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className={css.statement}>
      <span className={css.hint}>{title}</span>
      <pre>{text}</pre>
      <CopyButton text={text} label="Copy the statement" />
    </div>
  );
}
