import { ArrowRight, CircleX, Filter, GitBranch, Shuffle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TryEvent } from '../../document/try-store.ts';
import { cellText } from '../../lib/cell-text.ts';
import { describeChange } from '../../lib/describe-change.ts';
import { copyable, CopyCells } from '../../ui/copy-cells.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Table } from '../../ui/table.tsx';
import { SinkStatements } from './sink-statements.tsx';
import type { Outcome, SinkEvent, Step } from './try-event.ts';
import css from './what-if.module.css';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** The way of an event, step by step, and what the sink is told in the end. */
export function OutcomeView({ event, outcome }: { readonly event: TryEvent; readonly outcome: Outcome }) {
  return (
    <section className={css.outcome} aria-label="What becomes of it">
      <h3>What becomes of it</h3>
      <ol className={css.steps}>
        {outcome.steps.map((step, at) => (
          // Steps have no identity but their order.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>{stepLine(step)}</li>
        ))}
      </ol>
      {outcome.error !== undefined && (
        <Notice tone="error" title={outcome.error.message} code={outcome.error.code} />
      )}
      <div role="status" aria-label="The sink">
        {outcome.error === undefined && outcome.sink.length === 0 && (
          <p className={css.nothing}>The sink is told nothing.</p>
        )}
        {outcome.sink.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key
          <SinkChange key={at} source={event} change={one} />
        ))}
        <SinkStatements outcome={outcome} />
      </div>
    </section>
  );
}

function stepLine(step: Step): ReactNode {
  switch (step.kind) {
    case 'transform':
      if (step.result === undefined && step.filter === undefined) {
        return (
          <>
            <Filter {...ICON} /> transform {number(step.rule)} lets nothing of it pass: its columns stay as
            they are
          </>
        );
      }
      if (step.result === undefined) {
        return (
          <>
            <Filter {...ICON} /> dropped by transform {number(step.rule)}: <code>{step.filter}</code> is not
            true
          </>
        );
      }
      return step.rule === undefined ? (
        <>
          <ArrowRight {...ICON} /> no transform applies
        </>
      ) : (
        <>
          <Shuffle {...ICON} /> transform {number(step.rule)} lets it pass
          {String(step.result['type']).startsWith('insert') ? '' : ` as ${String(step.result['type'])}`}
        </>
      );
    case 'route':
      return (
        <>
          <GitBranch {...ICON} />{' '}
          {step.rule === undefined ? 'no route takes it: it keeps its name' : `route ${number(step.rule)}`} →{' '}
          <code>{step.table}</code>
        </>
      );
    case 'evolution':
      return (
        <>
          <CircleX {...ICON} /> <code>{step.table}</code>: {step.reason}
        </>
      );
  }
}

const number = (rule: number | undefined): string => (rule === undefined ? '' : String(rule + 1));

function SinkChange({ source, change }: { readonly source: TryEvent; readonly change: SinkEvent }) {
  const { event, columns } = change;
  const row = asRow(event['after'] ?? event['before']);
  return (
    <div className={css.sinkChange}>
      <p>
        <strong>{event.type}</strong> <code>{event.table}</code>
      </p>
      {row === undefined ? (
        <ul className={css.changes}>
          {describeChange(event.type, event).map(({ sign, words }) => (
            <li key={words}>
              {sign} {words}
            </li>
          ))}
        </ul>
      ) : (
        <CopyCells>
          <Table caption={`What the sink is told of ${event.table}`}>
            <tbody>
              {columns.map(({ name, type }) => (
                <tr key={name}>
                  <th {...copyable(name)} scope="row" className={css.column}>
                    {name} <span className={css.type}>{type}</span>
                  </th>
                  {event.type === 'update' && (
                    <td {...copyable(cellText(asRow(event['before'])?.[name]))} className={css.was}>
                      {cellText(asRow(event['before'])?.[name])}
                    </td>
                  )}
                  <td
                    {...copyable(name in row ? cellText(row[name]) : '')}
                    className={css.now}
                    data-new={!(name in (asRow(source['after'] ?? source['before']) ?? {}))}
                  >
                    {name in row ? cellText(row[name]) : 'not sent'}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </CopyCells>
      )}
    </div>
  );
}

const asRow = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
