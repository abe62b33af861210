import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ClusterInfo } from '@tailrace/server/router';
import { useRef, useState, type FormEvent } from 'react';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { CheckList } from '../ui/check-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Field, TextArea, TextInput } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { formOf, formProblems, isComplete, requestOf, type ClusterForm } from './cluster-form.ts';
import { accessWords } from './cluster-words.ts';
import css from './connections.module.css';

interface ClusterDialogProps {
  /** Absent: a new one. */
  readonly cluster?: ClusterInfo;
  readonly onClose: () => void;
}

/** A cluster added or changed. It can be tested as it stands in the form, before anything is stored. */
export function ClusterDialog({ cluster, onClose }: ClusterDialogProps) {
  const client = useQueryClient();
  const [form, setForm] = useState(() => formOf(cluster));
  const first = useRef<HTMLInputElement>(null);
  const test = useMutation(trpc.clusters.test.mutationOptions());
  const done = {
    onSuccess: async () => {
      await client.invalidateQueries(trpc.clusters.pathFilter());
      onClose();
    },
  };
  const add = useMutation(trpc.clusters.add.mutationOptions(done));
  const change = useMutation(trpc.clusters.change.mutationOptions(done));
  const error = add.error ?? change.error ?? test.error;
  const failure = error === null ? undefined : describeFailure(error);
  const canSend = isComplete(form);
  const id = cluster === undefined ? {} : { id: cluster.id };
  function submit(event?: FormEvent): void {
    event?.preventDefault();
    if (!canSend) return;
    if (cluster === undefined) add.mutate(requestOf(form));
    else change.mutate({ id: cluster.id, request: requestOf(form) });
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title={cluster === undefined ? 'Add a Flink cluster' : `Change ${cluster.name}`}
      description="By the address of its REST API, as this machine reaches it."
      footer={
        <>
          <Button
            disabled={!canSend}
            busy={test.isPending}
            onClick={() => test.mutate({ ...id, request: requestOf(form) })}
          >
            Test
          </Button>
          <Button
            variant="primary"
            disabled={!canSend}
            busy={add.isPending || change.isPending}
            onClick={() => submit()}
          >
            {cluster === undefined ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form className={css.form} onSubmit={submit}>
        <Fields
          form={form}
          cluster={cluster}
          first={first}
          onChange={(fields) => {
            setForm((before) => ({ ...before, ...fields }));
            test.reset();
          }}
        />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      <div role="status" className={css.tested}>
        {failure !== undefined && <Failure what="That did not work" {...failure} />}
        {test.data !== undefined && <CheckList checks={test.data.checks} />}
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  readonly form: ClusterForm;
  readonly cluster: ClusterInfo | undefined;
  readonly first: React.RefObject<HTMLInputElement | null>;
  readonly onChange: (fields: Partial<ClusterForm>) => void;
}

const RELEASES = ['newest', '3.6', '3.5', '3.4', '3.3', '3.2', '3.1', '3.0'] as const;

function Fields({ form, cluster, first, onChange }: FieldsProps) {
  const problems = formProblems(form);
  const text = (key: 'name' | 'url' | 'user' | 'password' | 'headers' | 'folder') => ({
    value: form[key],
    onChange: (event: { target: { value: string } }) => onChange({ [key]: event.target.value }),
  });
  return (
    <>
      <Field label="Name" hint="What pipelines and runs call it">
        {(ids) => <TextInput {...ids} {...text('name')} ref={first} maxLength={100} />}
      </Field>
      <Field
        label="Address"
        hint="Of the job manager's REST port, or of a proxy before it"
        error={problems.url}
      >
        {(ids) => <TextInput {...ids} {...text('url')} mono placeholder="http://flink-jobmanager:8081" />}
      </Field>
      <AccessFields
        form={form}
        cluster={cluster}
        text={text}
        problem={problems.headers}
        onChange={onChange}
      />
      <Field label="Jars of Flink CDC">
        {(ids) => (
          <Select
            {...ids}
            value={form.jars}
            onChange={(value) =>
              onChange({ jars: value === 'home' || value === 'cluster' ? value : 'folder' })
            }
            options={[
              { value: 'folder', label: 'A folder on the machine of Tailrace' },
              { value: 'home', label: 'The home of a Flink CDC release there' },
              { value: 'cluster', label: "The cluster's own lib folder" },
            ]}
          />
        )}
      </Field>
      {form.jars !== 'cluster' && (
        <Field
          label={form.jars === 'folder' ? 'Folder' : 'Home'}
          hint={
            form.jars === 'folder'
              ? 'With flink-cdc-dist, the pipeline connectors that you use, and their drivers'
              : 'Empty: FLINK_CDC_HOME of the Tailrace server'
          }
        >
          {(ids) => <TextInput {...ids} {...text('folder')} mono placeholder="/opt/flink-cdc" />}
        </Field>
      )}
      <Field
        label="Release of Flink CDC"
        hint="What it refuses or computes differently is told before a launch"
      >
        {(ids) => (
          <Select
            {...ids}
            value={form.release}
            onChange={(value) => onChange({ release: RELEASES.find((one) => one === value) ?? 'newest' })}
            options={RELEASES.map((value) => ({
              value,
              label: value === 'newest' ? 'newer than all below' : value,
            }))}
          />
        )}
      </Field>
    </>
  );
}

interface AccessFieldsProps extends Pick<FieldsProps, 'form' | 'cluster' | 'onChange'> {
  readonly text: (key: 'user' | 'password' | 'headers') => {
    readonly value: string;
    readonly onChange: (event: { target: { value: string } }) => void;
  };
  readonly problem: string | undefined;
}

const ACCESS = ['kept', 'none', 'basic', 'headers'] as const;

function AccessFields({ form, cluster, text, problem, onChange }: AccessFieldsProps) {
  const kept =
    cluster === undefined || cluster.access.kind === 'none'
      ? []
      : [{ value: 'kept', label: `As stored: ${accessWords(cluster.access)}` }];
  return (
    <>
      <Field label="Sign-in">
        {(ids) => (
          <Select
            {...ids}
            value={form.access}
            onChange={(value) => onChange({ access: ACCESS.find((one) => one === value) ?? 'none' })}
            options={[
              ...kept,
              { value: 'none', label: 'None' },
              { value: 'basic', label: 'User and password (HTTP Basic)' },
              { value: 'headers', label: 'HTTP headers' },
            ]}
          />
        )}
      </Field>
      {form.access === 'basic' && (
        <>
          <Field label="User">{(ids) => <TextInput {...ids} {...text('user')} />}</Field>
          <Field label="Password" hint="Encrypted in the data folder, sent to this address only">
            {(ids) => (
              <TextInput {...ids} {...text('password')} type="password" autoComplete="new-password" />
            )}
          </Field>
        </>
      )}
      {form.access === 'headers' && (
        <Field
          label="Headers"
          hint="One a line, as in Authorization: Bearer …; encrypted in the data folder, never shown again"
          error={problem}
        >
          {(ids) => <TextArea {...ids} {...text('headers')} mono rows={3} />}
        </Field>
      )}
    </>
  );
}
