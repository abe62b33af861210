// A batch's changes with every column decoded, each when its turn comes: as the engine takes them where a sink wants events.
import type { ChangeEvent } from '@tailrace/core/event';
import type { StreamBatch } from '@tailrace/engine/api';

export function* changesOf(batch: StreamBatch): Generator<ChangeEvent> {
  const { encoded } = batch;
  if (encoded === undefined) yield* batch.events;
  else for (let at = 0; at < encoded.count; at += 1) yield encoded.event(at);
}
