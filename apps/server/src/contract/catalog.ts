// Looking at what is behind a document: tables, rows, checks. Nothing here writes anything anywhere.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { PreviewResult } from '@tailrace/engine';
import type { PreflightCheck, RunState } from '@tailrace/engine/api';
import type { LaunchTarget } from './runs.ts';

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
}

export interface CatalogTable {
  /** Text form of the table's id. */
  readonly table: string;
  readonly columns: readonly CatalogColumn[];
  readonly rowEstimate?: number;
  readonly captured: boolean;
  /** The first pattern of `tables` that takes it. */
  readonly pattern?: string;
}

export interface PreflightReport {
  readonly checks: readonly PreflightCheck[];
  /** What the launch would create in the sink, with the statements; absent where nobody here can tell. */
  readonly creates?: readonly { readonly table: string; readonly ddl: readonly string[] }[];
  /** Absent where the source cannot be looked at from here. */
  readonly estimate?: { readonly tables: number; readonly rows?: number };
  /** Of a launch on a cluster: what a rewriting for its release of Flink CDC would change, line by line; none: nothing to mend that way. */
  readonly rewriting?: readonly RewrittenLines[];
  /** What a launch changes of the pipeline's last run; absent where it has none. */
  readonly since?: SinceLastRun;
}

export interface SinceLastRun {
  /** Of the document that ran last. */
  readonly version: number;
  /** Whether it is running, or was stopped, paused or failed. */
  readonly state: RunState;
  /** Goes on from the checkpoint or savepoint; else tables are copied anew. */
  readonly goesOn: boolean;
  /** Whether both documents make the same rows between the same two places. */
  readonly sameRows: boolean;
  /** Blocks of lines, joined by line ends; `line` is that of the text that ran. */
  readonly lines: readonly RewrittenLines[];
}

/** Some lines of the document as they are, and as they would be. */
export interface RewrittenLines {
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface PreflightRequest {
  readonly text: string;
  /** What a launch of that pipeline would do, which may be to go on from where its last run was stopped. */
  readonly pipelineId?: string | undefined;
  /** Absent: this machine. */
  readonly target?: LaunchTarget | undefined;
}

export interface InspectService {
  tables(text: string, signal: AbortSignal): Promise<{ tables: readonly CatalogTable[] }>;
  testConnection(
    text: string,
    role: 'source' | 'sink',
    signal: AbortSignal,
  ): Promise<readonly PreflightCheck[]>;
  validate(text: string): { diagnostics: readonly Diagnostic[] };
  preview(
    request: { text: string; rows: number; tables?: readonly string[] },
    signal: AbortSignal,
  ): Promise<PreviewResult>;
  preflight(request: PreflightRequest, signal: AbortSignal): Promise<PreflightReport>;
}
