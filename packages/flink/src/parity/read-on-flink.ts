// The half of a comparison that runs on the cluster: submitted, awaited, and read from what the task managers printed.
import { TailraceError } from '@tailrace/core/diagnostics';
import { followJob, type JobSight } from '../follow/follow-job.ts';
import type { FlinkClient } from '../rest/client.ts';
import { launchOnFlink, type LaunchRequest } from '../submit/launch.ts';
import { readPrinted, type Printed } from './printed-tables.ts';

/**
 * Runs a document that ends by itself and prints, and reads what it printed.
 * @throws TailraceError as of `launchOnFlink`; `parity-job-failed` with the reason; `flink-output-unreadable` where the cluster does not
 * give standard output of its task managers by REST
 */
export async function readOnFlink(
  request: LaunchRequest & { readonly onSight?: (sight: JobSight) => void },
): Promise<Printed> {
  const { client, signal, onSight } = request;
  const before = await outputs(client, signal);
  const { jobId } = await launchOnFlink(request);
  const last = await followJob(client, jobId, {
    ...(signal === undefined ? {} : { signal }),
    ...(onSight === undefined ? {} : { onSight }),
  });
  if (last.state !== 'FINISHED') {
    throw new TailraceError(
      'parity-job-failed',
      `The job that reads the tables on Flink is ${last.state}: ${last.failure?.summary ?? 'Flink gave no reason.'}`,
      { data: { jobId } },
    );
  }
  const after = await outputs(client, signal);
  const printed = [...after].map(([id, text]) => text.slice(before.get(id)?.length ?? 0));
  return readPrinted(printed.join('\n'));
}

async function outputs(
  client: FlinkClient,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const managers = await client.taskManagers({ signal });
  const texts = await Promise.all(
    managers.map(async ({ id }) => [id, await client.taskManagerOutput(id, { signal })] as const),
  );
  return new Map(texts);
}
