// The changes, from a position on, until the signal ends it. Pulled batch by batch: what nobody pulls stays in the socket.
import type { Offset, StreamBatch } from '@tailrace/engine/api';
import type { SourceOptions } from '../options.ts';
import { quoteIdent, quoteLiteral } from '../sql-text.ts';
import { connectWire } from '../wire/connect.ts';
import { connectionLost } from '../wire/server-error.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { byId, type CatalogSession } from './catalog-session.ts';
import { createFrameQueue, type FrameQueue } from './frame-queue.ts';
import { knownTables } from './known-table.ts';
import { parseLsn } from './lsn.ts';
import { createNewTables, type NewTables } from './new-tables.ts';
import { watchPublication, type PublicationWatch } from './publication-watch.ts';
import type { ReaderContext } from './reader-context.ts';
import { createRelations } from './relations.ts';
import { createSilence } from './silence.ts';
import { startStatusUpdates, type StatusUpdates } from './status-updates.ts';
import { assertSameServer, identifyServer, type ServerIdentity } from './server-identity.ts';
import { batches, type Outcome } from './stream-batches.ts';
import { readsBinary } from './stream-format.ts';
import { createTransactionDecoder, type TransactionDecoder } from './transaction-decoder.ts';

export interface Stream {
  read(from: Offset, signal: AbortSignal): AsyncGenerator<StreamBatch, void, undefined>;
  acknowledge(offset: Offset): void;
  /** Somebody waits for this position: heartbeats up to it come at once instead of in their interval. */
  expect(lsn: bigint): void;
  /** Up to here the log has been read; undefined while it is not followed. */
  position(): bigint | undefined;
  /** The server that the positions belong to, once that is known. */
  identity(): ServerIdentity | undefined;
  readonly newTables: NewTables;
  readonly publication: PublicationWatch;
  close(): Promise<void>;
}

/** How often the server hears from us, at most; its own time-out may ask for more. */
const STATUS_INTERVAL_MS = 10_000;

/** Three chances within the time after which the server takes us for dead, however long the sink takes. */
function statusInterval(senderTimeoutMs: number): number {
  return senderTimeoutMs > 0 ? Math.min(STATUS_INTERVAL_MS, senderTimeoutMs / 3) : STATUS_INTERVAL_MS;
}

function startCommand({ slot, publication }: SourceOptions, from: Offset, binary: boolean): string {
  const names = quoteLiteral(quoteIdent(publication));
  return `START_REPLICATION SLOT ${quoteIdent(slot)} LOGICAL ${from} (proto_version '1', publication_names ${names}${binary ? ", binary 'true'" : ''})`;
}

function startCopy(socket: WireConnection, queue: FrameQueue, command: string): Outcome {
  const outcome: Outcome = { ended: false };
  socket
    .copyOut(command, (buffer, first, end) => queue.add(buffer, first, end))
    .then(
      () => (outcome.failure = connectionLost(`${socket.where}: the server ended the stream`)),
      (error: Error) => (outcome.failure = error),
    )
    .finally(() => {
      outcome.ended = true;
      queue.wake();
    });
  return outcome;
}

/**
 * The socket ends with the catalogue's session, until the function returned is called. A server that shuts down ends sessions first, and then
 * waits for whoever streams until all of its log is confirmed, which it would do for ever while the sink stands still.
 */
function endWith({ client }: CatalogSession, socket: WireConnection): () => void {
  const end = (): void => socket.destroy();
  client.once('end', end);
  return () => client.removeListener('end', end);
}

/** The first stream of a start that made no slot learns which server it is; a later one of the same reader has to meet the same one. */
const sameServer = async (
  socket: WireConnection,
  known: ServerIdentity | undefined,
  from: Offset,
): Promise<ServerIdentity> =>
  known === undefined
    ? identifyServer(socket, parseLsn(from))
    : assertSameServer(socket, known, parseLsn(from));

const tablesAtStart = ({ request, tables }: ReaderContext) => knownTables(request.tables, byId(tables));

export function createStream(context: ReaderContext): Stream {
  const { options, catalog } = context;
  let wire: WireConnection | undefined = context.start.replication;
  let status: StatusUpdates | undefined;
  let expected = 0n;
  let reading: TransactionDecoder | undefined;
  const newTables = createNewTables(context);
  const publication = watchPublication(catalog, options, context);
  let identity = context.start.identity;

  async function* read(from: Offset, signal: AbortSignal): AsyncGenerator<StreamBatch, void, undefined> {
    signal.throwIfAborted();
    // Of a snapshot-only start this is the connection that held the snapshot, of any other the one that made the slot.
    const socket = wire?.closed === false ? wire : await connectWire(options.connect, 'replication');
    wire = socket;
    identity = await sameServer(socket, identity, from);
    const queue = createFrameQueue(socket);
    const start = parseLsn(from);
    const senderTimeoutMs = await catalog.senderTimeoutMs();
    const updates = startStatusUpdates(socket, start, statusInterval(senderTimeoutMs));
    status = updates;
    const binary = readsBinary(options, context.tables, await catalog.serverVersion());
    const outcome = startCopy(socket, queue, startCommand(options, from, binary));
    const wake = (): void => queue.wake();
    signal.addEventListener('abort', wake, { once: true });
    const untie = endWith(catalog, socket);
    const relations = createRelations(context, { tables: tablesAtStart(context), binary, signal });
    const decoder = createTransactionDecoder({
      options,
      relations,
      from: start,
      onKeepalive: (reply) => void (reply && updates.send()),
    });
    reading = decoder;
    try {
      yield* batches({
        decoder,
        queue,
        updates,
        signal,
        outcome,
        start,
        heartbeatMs: options.heartbeatMs,
        expected: () => expected,
        newTables,
        rewrites: context.rewrites,
        isKnown: (table) => relations.isKnown(table),
        publication,
        silence: createSilence(socket.where, senderTimeoutMs),
        adopt: async (table) => {
          await publication.follow(table);
          await relations.adopt(table);
        },
      });
    } finally {
      untie();
      signal.removeEventListener('abort', wake);
      updates.stop();
      queue.stop();
      status = undefined;
      reading = undefined;
      await newTables.release();
      await socket.end();
    }
  }

  return {
    read,
    acknowledge: (offset) => status?.acknowledge(parseLsn(offset)),
    expect: (lsn) => {
      if (lsn > expected) expected = lsn;
    },
    position: () => reading?.position,
    identity: () => identity,
    newTables,
    publication,
    close: async () => {
      await wire?.end();
    },
  };
}
