// The schema of the data folder's database, in numbered steps that are never edited once released. The number reached is SQLite's
// user_version, raised in the same transaction as the step.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE pipelines (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    layout TEXT NOT NULL DEFAULT '{}'
  ) STRICT;
  CREATE TABLE pipeline_versions (
    pipeline_id TEXT NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    lines INTEGER NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (pipeline_id, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    pipeline_id TEXT NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    desired TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    error TEXT,
    metrics TEXT
  ) STRICT;
  CREATE INDEX runs_by_pipeline ON runs (pipeline_id, started_at);
  CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    type TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE metrics_points (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    rows_per_second REAL NOT NULL,
    lag_ms REAL,
    retained_bytes INTEGER,
    PRIMARY KEY (run_id, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE schema_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    pipeline_id TEXT NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    source_table TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX schema_changes_by_table ON schema_changes (pipeline_id, source_table, at);
  CREATE TABLE schema_change_results (
    change_id INTEGER NOT NULL REFERENCES schema_changes (id) ON DELETE CASCADE,
    sink_table TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX schema_change_results_by_change ON schema_change_results (change_id);
  CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT;
  `,
  // Whether what a run keeps on its source's server is to be removed: asked before it is done, so that it is not forgotten.
  `ALTER TABLE runs ADD COLUMN clean_up TEXT NOT NULL DEFAULT 'no';`,
  // Flink clusters, the cluster that a pipeline is for (none: this machine), and the job of a run on one.
  `
  CREATE TABLE clusters (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    settings TEXT NOT NULL,
    nonce BLOB,
    ciphertext BLOB,
    edited_at INTEGER NOT NULL
  ) STRICT;
  ALTER TABLE pipelines ADD COLUMN cluster_id TEXT REFERENCES clusters (id) ON DELETE SET NULL;
  ALTER TABLE runs ADD COLUMN job TEXT;
  `,
];
