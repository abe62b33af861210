// The metadata columns of the source (its descriptor lists them): only what the document asks for in `metadata.list`.
import type { EventMeta } from '@tailrace/core/event';
import type { SourceOptions } from './options.ts';

/** Meta of the events of a rows event; one object serves all of the same second. */
export function metaOf(options: SourceOptions): (timestampSeconds: number) => EventMeta | undefined {
  if (!options.metadata.includes('op_ts')) return () => undefined;
  let last: { readonly seconds: number; readonly meta: EventMeta } | undefined;
  return (seconds) => {
    if (last?.seconds !== seconds) last = { seconds, meta: { op_ts: String(seconds * 1000) } };
    return last.meta;
  };
}

/** Rows of the snapshot have the time 0, as in Flink CDC. */
export function snapshotMeta(options: SourceOptions): EventMeta | undefined {
  return metaOf(options)(0);
}
