import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../lib/trpc.ts';
import { failureOf } from '../../lib/use-failure.ts';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import css from './guide.module.css';
import {
  connectorOf,
  connectorsFor,
  endOf,
  fieldsOf,
  missing,
  namesDatabase,
  textOf,
  type EndDraft,
  type GuideDraft,
  type Role,
} from './guide-draft.ts';

interface EndStepProps {
  readonly side: Role;
  readonly draft: GuideDraft;
  readonly onChange: (draft: GuideDraft) => void;
  /** Puts typed secrets into the server's store; gives the draft that names them. */
  readonly onStore: () => Promise<GuideDraft | undefined>;
}

/** Choose a source or a sink, fill what it needs, and try it. */
export function EndStep({ side: role, draft, onChange, onStore }: EndStepProps) {
  const end = draft[role];
  const connector = connectorOf(role, end.type);
  const put = (next: EndDraft): void => onChange({ ...draft, [role]: next });
  const lacks = missing(role, end, draft.database);
  return (
    <div className={css.step}>
      <Field label={role === 'source' ? 'Source' : 'Sink'} hint={connector?.summary}>
        {(ids) => (
          <Select
            {...ids}
            value={end.type}
            onChange={(type) => put(endOf(role, type))}
            options={connectorsFor(role).map(({ type, title, engines }) => ({
              value: type,
              label: engines.includes('embedded') ? title : `${title} (on a Flink cluster)`,
            }))}
          />
        )}
      </Field>
      <div className={css.fields}>
        {fieldsOf(role, end.type).map((spec) => (
          <Field key={spec.key} label={spec.key} required={spec.required === true} hint={spec.description}>
            {(ids) => (
              <TextInput
                {...ids}
                mono
                type={spec.secret === true ? 'password' : 'text'}
                value={end.values[spec.key] ?? ''}
                placeholder={String(spec.default ?? spec.example ?? '')}
                onChange={(event) =>
                  put({ ...end, values: { ...end.values, [spec.key]: event.target.value } })
                }
              />
            )}
          </Field>
        ))}
        {role === 'source' && namesDatabase(end.type) && (
          <Field label="database" required hint="The one database that the tables are in.">
            {(ids) => (
              <TextInput
                {...ids}
                mono
                value={draft.database}
                onChange={(event) => onChange({ ...draft, database: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      {connector?.engines.includes('embedded') === true ? (
        <Trial side={role} lacks={lacks} onStore={onStore} />
      ) : (
        <p className={css.hint}>Only a Flink cluster reaches it, so it cannot be tried from here.</p>
      )}
    </div>
  );
}

interface TrialProps {
  readonly side: Role;
  readonly lacks: readonly string[];
  readonly onStore: EndStepProps['onStore'];
}

function Trial({ side: role, lacks, onStore }: TrialProps) {
  const [asked, setAsked] = useState<string>();
  const { data, error, isFetching, refetch } = useQuery({
    ...trpc.catalog.testConnection.queryOptions({ text: asked ?? '', role }),
    enabled: asked !== undefined,
    retry: false,
    staleTime: Infinity,
  });
  const failure = failureOf(error);
  async function test(): Promise<void> {
    const stored = await onStore();
    if (stored === undefined) return;
    const text = textOf(stored);
    if (text === asked) await refetch();
    else setAsked(text);
  }
  return (
    <div className={css.trial}>
      <Button busy={isFetching} disabled={lacks.length > 0} onClick={() => void test()}>
        Test the connection
      </Button>
      {lacks.length > 0 && <span className={css.hint}>Still needed: {lacks.join(', ')}.</span>}
      {failure !== undefined && <Failure what="The connection failed" {...failure} />}
      {data !== undefined && <CheckList checks={data} />}
    </div>
  );
}
