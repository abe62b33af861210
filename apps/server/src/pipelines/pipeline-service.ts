// Pipelines for the procedures: storage, and what the document says of itself.
import { TailraceError, type Severity } from '@tailrace/core/diagnostics';
import type { PipelineListItem, PipelineService } from '../contract/index.ts';
import { holdsPlace } from '../runs/run-service.ts';
import type { RunStore, Storage, StoredPipeline, StoredRun } from '../storage/index.ts';
import { connectorLabel, type DocumentReader, type DocumentView } from './document-reader.ts';
import { exportPipeline } from './export-pipeline.ts';
import { describeLineChanges } from './line-changes.ts';

export interface PipelineServiceOptions {
  readonly storage: Storage;
  readonly documents: DocumentReader;
  readonly now: () => number;
  /** Takes away what a removed run kept outside the database. */
  readonly forgetRun: (runId: string) => void;
}

const DAY_MS = 24 * 3_600_000;

export function createPipelineService(options: PipelineServiceOptions): PipelineService {
  const { storage, documents } = options;
  const { pipelines, runs } = storage;
  return {
    list: () => listPipelines(options),
    get: (id) => {
      const { editedAt: _editedAt, ...pipeline } = pipelines.get(id);
      const run = runs.list(id)[0];
      return {
        ...pipeline,
        state: run?.state ?? 'draft',
        ...(run === undefined ? {} : { runId: run.id }),
      };
    },
    create: ({ name, text }) => {
      const { id, version } = pipelines.create(name, text, 'created');
      return { id, version };
    },
    save: ({ id, text, baseVersion }) =>
      pipelines.addVersion({
        id,
        text,
        baseVersion,
        summary: describeLineChanges(pipelines.get(id).text, text),
      }),
    rename: (id, name) => pipelines.rename(id, name),
    remove: (id) => {
      const ofPipeline = runs.list(id);
      const active = ofPipeline.find(holdsPlace);
      if (active !== undefined) throw stillGoing(active);
      pipelines.remove(id);
      for (const run of ofPipeline) options.forgetRun(run.id);
    },
    duplicate: (id) => {
      const original = pipelines.get(id);
      const copy = pipelines.create(`${original.name} (copy)`, original.text, `copied from ${original.name}`);
      pipelines.saveLayout(copy.id, original.layout);
      return { id: copy.id };
    },
    saveLayout: (id, layout) => pipelines.saveLayout(id, layout),
    versions: (id) => pipelines.versions(id),
    version: (id, version) => pipelines.version(id, version),
    restore: ({ id, version, baseVersion }) => {
      const { text } = pipelines.version(id, version);
      const saved = pipelines.addVersion({ id, text, baseVersion, summary: `version ${version} restored` });
      return { version: saved.version };
    },
    export: async ({ text, name }) => exportPipeline(documents.read(text), name),
  };
}

function listPipelines({ storage, documents, now }: PipelineServiceOptions): PipelineListItem[] {
  const newest = storage.runs.newest();
  const changes = storage.schemaHistory.countSince(now() - DAY_MS);
  return storage.pipelines.list().map((pipeline) =>
    listItem(pipeline, documents.read(pipeline.text), {
      run: newest.get(pipeline.id),
      runs: storage.runs,
      schemaChangesToday: changes.get(pipeline.id) ?? 0,
    }),
  );
}

function listItem(
  pipeline: StoredPipeline,
  view: DocumentView,
  facts: { run: StoredRun | undefined; runs: RunStore; schemaChangesToday: number },
): PipelineListItem {
  const { run, runs, schemaChangesToday } = facts;
  return {
    id: pipeline.id,
    name: pipeline.name,
    source: connectorLabel(view.pipeline, 'source'),
    sink: connectorLabel(view.pipeline, 'sink'),
    transforms: view.pipeline.transforms.length,
    routes: view.pipeline.routes.length,
    state: run?.state ?? 'draft',
    ...(run === undefined ? {} : { runId: run.id, ...rates(run, runs) }),
    schemaChangesToday,
    editedAt: pipeline.editedAt,
    problems: { errors: count(view, 'error'), warnings: count(view, 'warning') },
  };
}

const count = (view: DocumentView, severity: Severity): number =>
  view.diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;

function rates(run: StoredRun, runs: RunStore): { rowsPerSecond?: number; lagMs?: number } {
  if (run.state !== 'streaming' && run.state !== 'snapshotting') return {};
  const point = runs.points(run.id).at(-1);
  if (point === undefined) return {};
  return {
    rowsPerSecond: point.rowsPerSecond,
    ...(point.lagMs === undefined ? {} : { lagMs: point.lagMs }),
  };
}

function stillGoing(run: StoredRun): TailraceError {
  return new TailraceError(
    'run-active',
    `A run of this pipeline is ${run.state}. Stop it first, with cleaning up if the source shall forget it.`,
    { data: { runId: run.id, state: run.state } },
  );
}
