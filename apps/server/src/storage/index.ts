import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '@tailrace/engine';
import { lockFile, openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { createClusterStore, type ClusterStore } from './cluster-store.ts';
import { createPipelineStore, type PipelineStore } from './pipeline-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { createSchemaHistoryStore, type SchemaHistoryStore } from './schema-history-store.ts';
import { createSecretStore, type SecretStore } from './secret-store.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';

export type { ClusterStore, StoredCluster } from './cluster-store.ts';
export type { PipelineStore, StoredPipeline } from './pipeline-store.ts';
export type { RunStore, StoredRun } from './run-store.ts';
export type { SchemaHistoryStore } from './schema-history-store.ts';
export type { SealedSecret, SecretStore } from './secret-store.ts';
export type { StoredJob } from './stored-job.ts';
export type { SessionStore } from './session-store.ts';

/** Everything the server keeps, in one SQLite file of the data folder. */
export interface Storage {
  readonly pipelines: PipelineStore;
  readonly runs: RunStore;
  readonly schemaHistory: SchemaHistoryStore;
  readonly secrets: SecretStore;
  readonly sessions: SessionStore;
  readonly clusters: ClusterStore;
  /** What the work stores is stored as a whole or not at all. */
  atomically(work: () => void): void;
  close(): void;
}

/** Throws `folder-unusable`, `data-folder-in-use`, `database-corrupt`, `database-newer`; then the file is as it was. */
export function openStorage(dataDir: string, now: () => number = Date.now): Storage {
  makeFolder(dataDir);
  const file = path.join(dataDir, 'tailrace.db');
  const lock = lockFile(path.join(dataDir, 'server.lock'));
  // Documents may hold what is meant for the owner alone. SQLite gives its other files the mode of this one.
  closeSync(openSync(file, 'a', 0o600));
  const database = openMigrated(file, () => lock.release());
  return {
    pipelines: createPipelineStore(database, now),
    runs: createRunStore(database, now),
    schemaHistory: createSchemaHistoryStore(database),
    secrets: createSecretStore(database, now),
    sessions: createSessionStore(database, now),
    clusters: createClusterStore(database, now),
    atomically: (work) => database.transaction(work),
    close: () => {
      database.close();
      lock.release();
    },
  };
}

function openMigrated(file: string, onFailure: () => void): Database {
  let database: Database | undefined;
  try {
    database = openDatabase(file);
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    onFailure();
    throw error;
  }
}
