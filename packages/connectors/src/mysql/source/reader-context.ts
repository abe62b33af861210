// What beginning or resuming has found out, handed to the reader and its stream.
import type { OpenRequest } from '@tailrace/engine/api';
import type { MysqlSession, ServerVersion } from '../connect.ts';
import type { KnownTables } from './known-tables.ts';
import type { SourceOptions } from './options.ts';
import type { LogPosition } from './position.ts';
import type { ServerFacts } from './server-facts.ts';
import type { SnapshotReader } from './snapshot-reader.ts';

export interface Start {
  readonly position: LogPosition;
  /** Rows may be newer than `position`. */
  readonly replays: boolean;
  readonly snapshot?: SnapshotReader;
  /** How many parts of a table `snapshot` reads at once. */
  readonly parallelSplits?: number;
}

export interface ReaderContext {
  readonly options: SourceOptions;
  readonly facts: ServerFacts;
  readonly version: ServerVersion;
  /** For questions while the run goes on. */
  readonly session: MysqlSession;
  readonly serverId: number;
  readonly tables: KnownTables;
  /** Default character sets by database. */
  readonly charsets: ReadonlyMap<string, string>;
  readonly start: Start;
  readonly request: OpenRequest;
  readonly log: (message: string, code?: string) => void;
}
