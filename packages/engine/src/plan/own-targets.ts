// A run that writes into a table it reads: each row would come back as a change, for ever. Asked before anything is written.
import type { OperatorChain } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Sink, Source } from '../api/index.ts';

export interface OwnTarget {
  /** The captured table, and what it is called on the sink's side; both are one table. */
  readonly table: string;
  readonly sinkTable: string;
}

/** Of tables that the chain has been told of. */
export function ownTargets(
  ends: { readonly source: Pick<Source, 'placeOf'>; readonly sink: Pick<Sink, 'placeOf'> | undefined },
  captured: readonly DiscoveredTable[],
  chain: Pick<OperatorChain, 'sinkTables'>,
): readonly OwnTarget[] {
  const places = new Map(
    captured.flatMap(({ table }) => {
      const place = ends.source.placeOf?.(table);
      return place === undefined ? [] : [[place, formatTableId(table)] as const];
    }),
  );
  return captured.flatMap(({ table }) =>
    chain.sinkTables(table).flatMap((target): readonly OwnTarget[] => {
      const read = places.get(ends.sink?.placeOf?.(target) ?? '');
      return read === undefined ? [] : [{ table: read, sinkTable: formatTableId(target) }];
    }),
  );
}

export const ownTargetMessage = ({ table, sinkTable }: OwnTarget): string =>
  `The sink's table ${sinkTable} is the source's table ${table} on the same server: its rows would be written into it and come back as changes, for ever. Send it to another table by a route, or name another database for the sink.`;

/** Throws `sink-is-source`. */
export function refuseOwnTargets(found: readonly OwnTarget[]): void {
  const [first] = found;
  if (first === undefined) return;
  throw new TailraceError('sink-is-source', `${ownTargetMessage(first)} Nothing was written.`, {
    data: { table: first.table, sinkTable: first.sinkTable },
  });
}
