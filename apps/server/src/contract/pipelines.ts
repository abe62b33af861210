// Pipelines as the browser sees them. These files hold shapes only: no Node, so that the browser's type-check may follow them.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { RunState } from '@tailrace/engine/api';

/** draft: no run yet. */
export type PipelineState = RunState | 'draft';

export interface ConnectorLabel {
  /** The connector's `type`, where the document has one. */
  readonly type?: string;
  /** `name` of the document, or the connector's title, or what is missing. */
  readonly label: string;
}

export interface PipelineListItem {
  readonly id: string;
  readonly name: string;
  readonly source: ConnectorLabel;
  readonly sink: ConnectorLabel;
  readonly transforms: number;
  readonly routes: number;
  readonly state: PipelineState;
  /** The newest run. */
  readonly runId?: string;
  readonly rowsPerSecond?: number;
  readonly lagMs?: number;
  /** In the last 24 hours. */
  readonly schemaChangesToday: number;
  /** Milliseconds since the epoch, like all moments here. */
  readonly editedAt: number;
  readonly problems: { readonly errors: number; readonly warnings: number };
}

/** Places of canvas nodes that a user moved, by node key; kept beside the document, never in it. */
export type CanvasLayout = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

export interface PipelineDetail {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly version: number;
  readonly savedAt: number;
  readonly layout: CanvasLayout;
  readonly runId?: string;
  readonly state: PipelineState;
  /** The cluster that it was launched on last; absent: this machine. */
  readonly clusterId?: string;
}

export interface PipelineVersion {
  readonly version: number;
  readonly savedAt: number;
  readonly lines: number;
  /** What changed against the version before, in words. */
  readonly summary: string;
}

export interface PipelineExport {
  /** The document as Flink CDC accepts it, secrets as placeholders; empty where it cannot run it, which the findings then say. */
  readonly yaml: string;
  readonly filename: string;
  readonly findings: readonly Diagnostic[];
}

export interface PipelineService {
  list(): readonly PipelineListItem[];
  /** Throws `pipeline-not-found`, like all that take an id. */
  get(id: string): PipelineDetail;
  create(request: { name: string; text: string }): { id: string; version: number };
  /** Throws `version-conflict` (data.newest) when somebody saved after `baseVersion`. The same text again makes no new version. */
  save(request: { id: string; text: string; baseVersion: number }): { version: number; savedAt: number };
  rename(id: string, name: string): void;
  /** Throws `run-active` while a run of it is going. */
  remove(id: string): void;
  duplicate(id: string): { id: string };
  saveLayout(id: string, layout: CanvasLayout): void;
  versions(id: string): readonly PipelineVersion[];
  /** Throws `version-not-found`. */
  version(id: string, version: number): { text: string };
  restore(request: { id: string; version: number; baseVersion: number }): { version: number };
  export(request: { text: string; name: string }): Promise<PipelineExport>;
}
