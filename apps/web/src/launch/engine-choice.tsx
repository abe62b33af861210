import type { ClusterInfo, PipelineSavepoint } from '@tailrace/server/router';
import { Link } from 'wouter';
import { formatDateTime } from '../lib/format.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { parallelismProblem, placesOn, THIS_MACHINE, type LaunchChoice } from './launch-target.ts';
import css from './launch.module.css';

interface EngineChoiceProps {
  readonly choice: LaunchChoice;
  readonly clusters: readonly ClusterInfo[];
  readonly savepoints: readonly PipelineSavepoint[];
  readonly onChange: (fields: Partial<LaunchChoice>) => void;
}

/** This machine or a cluster; what only a cluster asks stands there only then. */
export function EngineChoice({ choice, clusters, savepoints, onChange }: EngineChoiceProps) {
  const isCluster = choice.engine !== THIS_MACHINE;
  return (
    <section aria-label="Engine" className={css.engine}>
      <Field
        label="Runs on"
        hint={
          clusters.length === 0 ? (
            <>
              Where one machine is not enough, add an Apache Flink cluster on the{' '}
              <Link href="/connections">connections</Link> page.
            </>
          ) : isCluster ? (
            'As a job of Flink CDC; Tailrace submits it and follows it'
          ) : (
            'On the embedded engine, in a process of its own'
          )
        }
      >
        {(ids) => (
          <Select
            {...ids}
            value={choice.engine}
            onChange={(engine) => onChange({ engine, from: 'last' })}
            options={[
              { value: THIS_MACHINE, label: 'This machine' },
              ...clusters.map(({ id, name }) => ({ value: id, label: `${name} (Flink cluster)` })),
            ]}
          />
        )}
      </Field>
      {isCluster && (
        <div className={css.pair}>
          <Field
            label="Parallelism"
            hint="Empty: as in the document"
            error={parallelismProblem(choice.parallelism)}
          >
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="numeric"
                value={choice.parallelism}
                onChange={(event) => onChange({ parallelism: event.target.value })}
              />
            )}
          </Field>
          <Field label="Starts from">
            {(ids) => (
              <Select
                {...ids}
                value={choice.from}
                onChange={(from) => onChange({ from })}
                options={[
                  { value: 'last', label: 'where the last run was stopped, else nothing' },
                  { value: 'nothing', label: 'nothing: a new snapshot' },
                  ...placesOn(savepoints, choice.engine).map(({ path, at, kind }) => ({
                    value: path,
                    label: `${kind} of ${formatDateTime(at)}`,
                  })),
                ]}
              />
            )}
          </Field>
        </div>
      )}
    </section>
  );
}
