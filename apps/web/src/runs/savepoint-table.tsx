import type { JobInfo, Savepoint } from '@tailrace/server/router';
import { useState } from 'react';
import { formatDateTime, plural } from '../lib/format.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Table } from '../ui/table.tsx';
import { StartDialog } from './start-dialog.tsx';
import css from './runs.module.css';

interface SavepointTableProps {
  readonly runId: string;
  readonly job: JobInfo;
  /** Whether the run has ended, so that it can be started from one. */
  readonly canStart: boolean;
}

/** Places that the run can be started from, as the cluster sees them. */
export function SavepointTable({ runId, job, canStart }: SavepointTableProps) {
  const [from, setFrom] = useState<Savepoint | undefined>(undefined);
  return (
    <section aria-labelledby="savepoints">
      <div className={css.sectionHead}>
        <h2 id="savepoints">Savepoints</h2>
        <span className={css.hint}>{plural(job.savepoints.length, 'place')} to start from</span>
      </div>
      {job.savepoints.length === 0 ? (
        <p className={css.hint}>Stopping with a savepoint makes one; the run can then go on from there.</p>
      ) : (
        <Table caption="Savepoints of the run">
          <thead>
            <tr>
              <th scope="col">Taken</th>
              <th scope="col">Kind</th>
              <th scope="col">Path, as the cluster sees it</th>
              <th scope="col">
                <span className="visually-hidden">Verbs</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {job.savepoints.map((savepoint) => (
              <tr key={savepoint.path}>
                <th scope="row">{formatDateTime(savepoint.at)}</th>
                <td>{savepoint.kind === 'savepoint' ? 'savepoint' : 'last checkpoint of a failed job'}</td>
                <td className={css.mono}>{savepoint.path}</td>
                <td className={css.verbs}>
                  <CopyButton text={savepoint.path} label={`Copy the path ${savepoint.path}`} />
                  <Button
                    disabled={!canStart}
                    aria-label={`Start from the ${savepoint.kind} of ${formatDateTime(savepoint.at)}`}
                    title={canStart ? undefined : 'The run is going on; stop it first'}
                    onClick={() => setFrom(savepoint)}
                  >
                    Start from it
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {from !== undefined && (
        <StartDialog runId={runId} job={job} from={from.path} onClose={() => setFrom(undefined)} />
      )}
    </section>
  );
}
