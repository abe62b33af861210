import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobInfo } from '@tailrace/server/router';
import { useState } from 'react';
import { formatDateTime } from '../lib/format.ts';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import css from './runs.module.css';

interface StartDialogProps {
  readonly runId: string;
  readonly job: JobInfo;
  /** Chosen beforehand; absent: the newest. */
  readonly from?: string;
  readonly onClose: () => void;
}

const NOTHING = 'nothing';
const OTHER = 'other';

/** A run on a cluster started again: from a savepoint of it, from another one, or from nothing. */
export function StartDialog({ runId, job, from, onClose }: StartDialogProps) {
  const client = useQueryClient();
  const [choice, setChoice] = useState(from ?? job.savepoints[0]?.path ?? NOTHING);
  const [path, setPath] = useState('');
  const [parallelism, setParallelism] = useState(String(job.parallelism ?? ''));
  const start = useMutation(
    trpc.runs.resume.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.runs.pathFilter());
        onClose();
      },
    }),
  );
  const failure = start.error === null ? undefined : describeFailure(start.error);
  const number = Number(parallelism);
  const isNumber = parallelism.trim() === '' || (Number.isSafeInteger(number) && number >= 1);
  const place = choice === NOTHING ? null : choice === OTHER ? path.trim() : choice;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Start on ${job.clusterName}`}
      description="As a new job of this run. From a savepoint nothing is copied again; from nothing, every table is."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            busy={start.isPending}
            disabled={!isNumber || place === ''}
            onClick={() =>
              start.mutate({
                runId,
                from: place,
                ...(parallelism.trim() === '' ? {} : { parallelism: number }),
              })
            }
          >
            Start
          </Button>
        </>
      }
    >
      <div className={css.form}>
        {failure !== undefined && <Failure what="It was not started" {...failure} />}
        <Field label="From">
          {(ids) => (
            <Select
              {...ids}
              value={choice}
              onChange={setChoice}
              options={[
                ...job.savepoints.map((one) => ({
                  value: one.path,
                  label: `${one.kind} of ${formatDateTime(one.at)}`,
                })),
                { value: OTHER, label: 'another savepoint, by its path' },
                { value: NOTHING, label: 'nothing: a new snapshot' },
              ]}
            />
          )}
        </Field>
        {choice === OTHER && (
          <Field label="Path" hint="As the cluster sees it">
            {(ids) => (
              <TextInput
                {...ids}
                mono
                placeholder="file:///savepoints/savepoint-…"
                value={path}
                onChange={(event) => setPath(event.target.value)}
              />
            )}
          </Field>
        )}
        <ParallelismField value={parallelism} onChange={setParallelism} />
      </div>
    </Dialog>
  );
}

export function ParallelismField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const number = Number(value);
  const isRight = value.trim() === '' || (Number.isSafeInteger(number) && number >= 1);
  return (
    <Field
      label="Parallelism"
      hint="Empty: as before"
      error={isRight ? undefined : `“${value.trim()}” is no whole number from 1 on.`}
    >
      {(ids) => (
        <TextInput
          {...ids}
          inputMode="numeric"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
