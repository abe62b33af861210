// Where a run goes on: the sink's own record wins, because it was written with the rows. What does not fit together stops the run.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { SinkWriter } from '../api/index.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { checkpointFromJson, type RunCheckpoint } from './run-checkpoint.ts';

/**
 * Undefined: a first start. Throws `checkpoint-unreadable`, `sink-position-missing` (the disk knows of commits that the sink has
 * forgotten), or `checkpoint-other-pipeline` (the document makes other rows now).
 */
export async function startingCheckpoint(
  store: CheckpointStore,
  writer: Pick<SinkWriter, 'committed' | 'keepsPosition'>,
  fingerprint: string,
): Promise<RunCheckpoint | undefined> {
  const checkpoint = writer.keepsPosition ? await fromSink(store, writer) : await store.load();
  if (checkpoint !== undefined && checkpoint.fingerprint !== fingerprint) {
    throw new TailraceError(
      'checkpoint-other-pipeline',
      'The rules or tables of the pipeline have changed since this run began, so its checkpoint does not fit them. Put the document back as it was to go on, or launch it as a new run.',
    );
  }
  return checkpoint;
}

async function fromSink(
  store: CheckpointStore,
  { committed }: Pick<SinkWriter, 'committed'>,
): Promise<RunCheckpoint | undefined> {
  if (committed !== undefined) return checkpointFromJson(committed, 'in the sink');
  const onDisk = await store.load();
  if (onDisk === undefined) return undefined;
  throw new TailraceError(
    'sink-position-missing',
    'This run has committed rows to the sink, but the sink has no record of it any more: its tables were replaced, or it is another database. Going on would leave a gap; launch the pipeline as a new run.',
    { data: { generation: onDisk.generation } },
  );
}
