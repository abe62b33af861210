import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { formatDateTime, plural } from '../lib/format.ts';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Table } from '../ui/table.tsx';
import { toast } from '../ui/toast.tsx';
import css from './connections.module.css';
import { secretUses, type PipelineText } from './endpoints.ts';
import { SecretDialog } from './secret-dialog.tsx';

/** Secrets by name: written here, read by runs, never shown again. */
export function SecretsSection({ pipelines }: { readonly pipelines: readonly PipelineText[] }) {
  const { data, error, refetch } = useQuery(trpc.secrets.list.queryOptions());
  const [edits, setEdits] = useState<string | undefined>(undefined);
  const uses = secretUses(pipelines);
  const failure = failureOf(error);
  const stored = new Set(data?.map(({ name }) => name));
  const missing = [...uses.keys()].filter((name) => data !== undefined && !stored.has(name));
  return (
    <section aria-labelledby="secrets">
      <div className={css.sectionHead}>
        <h2 id="secrets">Secrets</h2>
        <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEdits('')}>
          Add a secret
        </Button>
      </div>
      {failure !== undefined && (
        <Failure what="The secrets cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && missing.length === 0 && (
        <EmptyState icon={<KeyRound size={20} aria-hidden="true" />} title="No secrets stored">
          A password typed into a form is kept here, encrypted, and the pipeline only names it, as in{' '}
          <code>{'${secret.SHOP_PASSWORD}'}</code>.
        </EmptyState>
      )}
      {data !== undefined && data.length + missing.length > 0 && (
        <Table caption="Secrets">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Changed</th>
              <th scope="col">Used by</th>
              <th scope="col">
                <span className="visually-hidden">Verbs</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {missing.map((name) => (
              <SecretRow key={name} name={name} usedBy={uses.get(name) ?? []} onSet={() => setEdits(name)} />
            ))}
            {data.map(({ name, updatedAt }) => (
              <SecretRow
                key={name}
                name={name}
                updatedAt={updatedAt}
                usedBy={uses.get(name) ?? []}
                onSet={() => setEdits(name)}
              />
            ))}
          </tbody>
        </Table>
      )}
      {edits !== undefined && (
        <SecretDialog
          name={edits}
          isStored={data?.some(({ name }) => name === edits) === true}
          onClose={() => setEdits(undefined)}
        />
      )}
    </section>
  );
}

interface SecretRowProps {
  readonly name: string;
  /** Absent: referred to, but not stored. */
  readonly updatedAt?: number;
  readonly usedBy: readonly PipelineText[];
  readonly onSet: () => void;
}

function SecretRow({ name, updatedAt, usedBy, onSet }: SecretRowProps) {
  const client = useQueryClient();
  const remove = useMutation(
    trpc.secrets.remove.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.secrets.pathFilter()),
      onError: (error) =>
        toast(`The secret was not removed: ${describeFailure(error).message}`, { tone: 'error' }),
    }),
  );
  return (
    <tr>
      <th scope="row">
        <code>{`\${secret.${name}}`}</code>
      </th>
      <td>
        {updatedAt === undefined ? (
          <strong className={css.missing}>not stored yet</strong>
        ) : (
          formatDateTime(updatedAt)
        )}
      </td>
      <td className={css.usedBy}>
        {usedBy.length === 0
          ? 'nothing'
          : `${plural(usedBy.length, 'pipeline')}: ${usedBy.map((one) => one.name).join(', ')}`}
      </td>
      <td className={css.verbs}>
        <Button aria-label={`${updatedAt === undefined ? 'Store' : 'Replace'} ${name}`} onClick={onSet}>
          {updatedAt === undefined ? 'Store' : 'Replace'}
        </Button>
        {updatedAt !== undefined && (
          <Button
            variant="quiet"
            aria-label={`Remove ${name}`}
            disabled={usedBy.length > 0}
            title={usedBy.length > 0 ? 'A pipeline still refers to it' : undefined}
            busy={remove.isPending}
            onClick={() => remove.mutate({ name })}
          >
            Remove
          </Button>
        )}
      </td>
    </tr>
  );
}
