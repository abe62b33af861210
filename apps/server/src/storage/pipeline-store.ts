// Pipelines and the versions of their documents.
import * as z from 'zod';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { CanvasLayout, PipelineVersion } from '../contract/index.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';

/** Older versions of a document are forgotten beyond this many. */
const VERSIONS_KEPT = 500;

export interface StoredPipeline {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly editedAt: number;
  readonly text: string;
  readonly savedAt: number;
  readonly layout: CanvasLayout;
  /** The cluster that it was last launched on or chosen for; absent: this machine. */
  readonly clusterId?: string;
}

export interface PipelineStore {
  list(): StoredPipeline[];
  get(id: string): StoredPipeline;
  create(name: string, text: string, summary: string): StoredPipeline;
  /** Throws `version-conflict` when the newest version is not `baseVersion`. */
  addVersion(request: { id: string; text: string; baseVersion: number; summary: string }): {
    version: number;
    savedAt: number;
  };
  rename(id: string, name: string): void;
  remove(id: string): void;
  saveLayout(id: string, layout: CanvasLayout): void;
  /** null: this machine. */
  chooseCluster(id: string, clusterId: string | null): void;
  versions(id: string): PipelineVersion[];
  version(id: string, version: number): { text: string };
}

const layoutJson = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), z.object({ x: z.number(), y: z.number() })));

const pipelineRow = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.number(),
    edited_at: z.number(),
    text: z.string(),
    saved_at: z.number(),
    layout: layoutJson,
    cluster_id: z.string().nullable(),
  })
  .transform(({ edited_at, saved_at, cluster_id, ...rest }): StoredPipeline => ({
    ...rest,
    editedAt: edited_at,
    savedAt: saved_at,
    ...(cluster_id === null ? {} : { clusterId: cluster_id }),
  }));

const versionRow = z
  .object({ version: z.number(), saved_at: z.number(), lines: z.number(), summary: z.string() })
  .transform(({ saved_at, ...rest }): PipelineVersion => ({ ...rest, savedAt: saved_at }));

const SELECT = `SELECT p.id, p.name, p.version, p.edited_at, p.layout, p.cluster_id, v.text, v.saved_at
  FROM pipelines p JOIN pipeline_versions v ON v.pipeline_id = p.id AND v.version = p.version`;

export function createPipelineStore(database: Database, now: () => number): PipelineStore {
  const get = (id: string): StoredPipeline => {
    const found = database.get(pipelineRow, `${SELECT} WHERE p.id = ?`, id);
    if (found === undefined) throw notFound(id);
    return found;
  };
  const insertVersion = (id: string, version: number, text: string, summary: string): void => {
    database.run(
      'INSERT INTO pipeline_versions (pipeline_id, version, saved_at, text, lines, summary) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      version,
      now(),
      text,
      countLines(text),
      summary,
    );
  };
  const touch = (sql: string, id: string, value: string | null): void => {
    if (database.run(sql, value, id).changes === 0) throw notFound(id);
  };
  return {
    list: () => database.all(pipelineRow, `${SELECT} ORDER BY p.edited_at DESC, p.id`),
    get,
    create: (name, text, summary) =>
      database.transaction(() => {
        const id = newId();
        database.run(
          'INSERT INTO pipelines (id, name, version, edited_at) VALUES (?, ?, 1, ?)',
          id,
          name,
          now(),
        );
        insertVersion(id, 1, text, summary);
        return get(id);
      }),
    addVersion: ({ id, text, baseVersion, summary }) =>
      database.transaction(() => {
        const current = get(id);
        if (current.version !== baseVersion) throw conflict(id, baseVersion, current.version);
        if (current.text === text) return { version: current.version, savedAt: current.savedAt };
        const version = current.version + 1;
        insertVersion(id, version, text, summary);
        database.run('UPDATE pipelines SET version = ?, edited_at = ? WHERE id = ?', version, now(), id);
        database.run(
          'DELETE FROM pipeline_versions WHERE pipeline_id = ? AND version <= ?',
          id,
          version - VERSIONS_KEPT,
        );
        return { version, savedAt: get(id).savedAt };
      }),
    rename: (id, name) => touch('UPDATE pipelines SET name = ? WHERE id = ?', id, name),
    remove: (id) => {
      if (database.run('DELETE FROM pipelines WHERE id = ?', id).changes === 0) throw notFound(id);
    },
    saveLayout: (id, layout) =>
      touch('UPDATE pipelines SET layout = ? WHERE id = ?', id, JSON.stringify(layout)),
    chooseCluster: (id, clusterId) =>
      touch('UPDATE pipelines SET cluster_id = ? WHERE id = ?', id, clusterId),
    versions: (id) => {
      get(id);
      return database.all(
        versionRow,
        'SELECT version, saved_at, lines, summary FROM pipeline_versions WHERE pipeline_id = ? ORDER BY version DESC',
        id,
      );
    },
    version: (id, version) => {
      const found = database.get(
        z.object({ text: z.string() }),
        'SELECT text FROM pipeline_versions WHERE pipeline_id = ? AND version = ?',
        id,
        version,
      );
      if (found !== undefined) return found;
      throw new TailraceError('version-not-found', `Pipeline ${id} has no version ${version} (any more).`, {
        data: { id, version },
      });
    },
  };
}

function countLines(text: string): number {
  const breaks = text.split('\n').length;
  return text === '' ? 0 : text.endsWith('\n') ? breaks - 1 : breaks;
}

function notFound(id: string): TailraceError {
  return new TailraceError('pipeline-not-found', `There is no pipeline ${id}; it may have been deleted.`, {
    data: { id },
  });
}

function conflict(id: string, base: number, newest: number): TailraceError {
  return new TailraceError(
    'version-conflict',
    `Somebody saved version ${newest} of this pipeline after the version ${base} that this edit began from. Load the newer one, or save as a copy.`,
    { data: { id, base, newest } },
  );
}
