// Looking at what is behind a document: tables, rows, checks. Nothing here writes anything anywhere.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { PreviewResult } from '@tailrace/engine';
import type { PreflightCheck } from '@tailrace/engine/api';

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
  /** What the launch would create in the sink, with the statements. */
  readonly creates: readonly { readonly table: string; readonly ddl: readonly string[] }[];
  readonly estimate: { readonly tables: number; readonly rows?: number };
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
  /** With `pipelineId`, what a launch of that pipeline would do, which may be to go on from a checkpoint. */
  preflight(request: { text: string; pipelineId?: string }, signal: AbortSignal): Promise<PreflightReport>;
}
