import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { SCHEMA_CHANGE_TYPES } from '@tailrace/core/event';
import { useDocument } from '../../document/session.tsx';
import { trpc } from '../../lib/trpc.ts';
import { failureOf } from '../../lib/use-failure.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Outcome } from './try-event.ts';
import css from './what-if.module.css';

const SCHEMA_CHANGES = new Set<string>(SCHEMA_CHANGE_TYPES);

/** What the sink would run for a change of its tables, as the connector plans it. Nothing is connected to. */
export function SinkStatements({ outcome }: { readonly outcome: Outcome }) {
  const changes = outcome.sink.map(({ event }) => event).filter(({ type }) => SCHEMA_CHANGES.has(type));
  return changes.length === 0 ? null : <Planned made={outcome.made} changes={changes} />;
}

interface PlannedProps {
  readonly made: Outcome['made'];
  readonly changes: Outcome['made'];
}

function Planned({ made, changes }: PlannedProps) {
  const text = useDocument(({ snapshot }) => snapshot.text);
  const { data, error } = useQuery(
    trpc.preview.statements.queryOptions(
      { text, events: [...made, ...changes], last: changes.length },
      // While the next answer is on its way, the last one keeps the room.
      { placeholderData: keepPreviousData, retry: false, trpc: { abortOnUnmount: true } },
    ),
  );
  const failure = failureOf(error);
  if (failure !== undefined)
    return (
      <p className={css.hint}>
        What the sink would run is not known: {failure.message} <code>{failure.code}</code>
      </p>
    );
  if (data === undefined) return null;
  if (data === null)
    return (
      <p className={css.hint}>Only a Flink cluster has this sink; what it would run is not known here.</p>
    );
  const statements = data.flat().join(';\n');
  if (statements === '') return <p className={css.hint}>The sink would run no statement.</p>;
  return (
    <figure className={css.statements}>
      <figcaption>
        The sink would run <CopyButton text={statements} label="Copy the statements" />
      </figcaption>
      <pre>{statements}</pre>
    </figure>
  );
}
