// What beginning or resuming has found out, handed to the reader and its stream.
import type { OpenRequest } from '@tailrace/engine/api';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import type { CatalogSession } from './catalog-session.ts';
import type { Membership } from './publication-watch.ts';
import type { ServerIdentity } from './server-identity.ts';
import type { SnapshotReader } from './snapshot-reader.ts';
import type { TableRewrites } from './table-rewrites.ts';

export interface Start {
  readonly offset: bigint;
  readonly replays: boolean;
  readonly snapshot?: SnapshotReader;
  /** Connection that holds the exported snapshot, and will stream. */
  readonly replication?: WireConnection;
  /** Undefined until the stream is opened, on a start that needs no such connection before. */
  readonly identity?: ServerIdentity;
}

export interface ReaderContext {
  readonly options: SourceOptions;
  readonly catalog: CatalogSession;
  readonly tables: readonly SourceTable[];
  /** How the publication gave them when the reader was opened; empty where it only copies. */
  readonly membership: Membership;
  readonly start: Start;
  readonly rewrites: TableRewrites;
  readonly request: OpenRequest;
  readonly log: (message: string, code?: string) => void;
}
