// Looking at what is behind a document: tables, rows, checks. Nothing here writes anything anywhere.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { ChangedLines } from '@tailrace/core/document';
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
  readonly state: RunState;
  /** It reads its source, or keeps a place there: a launch is refused until it is stopped, and what is said here is for then. */
  readonly mustStop: boolean;
  /**
   * `goes-on`: from its checkpoint or savepoint, nothing is copied again. `from-savepoint`: from the one that was chosen. Else with a new
   * snapshot: `as-chosen`; `other-rows`, because the documents do not make the same rows between the same two places; `other-engine`;
   * `no-place`, because it left none to go on from.
   */
  readonly outcome: 'goes-on' | 'from-savepoint' | 'as-chosen' | 'other-rows' | 'other-engine' | 'no-place';
  /** From the text that ran to the one that would. */
  readonly lines: readonly ChangedLines[];
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

export interface StatementsQuestion {
  readonly text: string;
  /** By name of the sink's tables: the changes that made them, then those that are asked for. */
  readonly events: readonly unknown[];
  /** How many of them at the end are asked for. */
  readonly last: number;
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
  /** What the sink would run for schema changes; null: the sink is not one of this machine's, or not whole yet. */
  statements(
    request: StatementsQuestion,
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[] | null>;
  preflight(request: PreflightRequest, signal: AbortSignal): Promise<PreflightReport>;
}
