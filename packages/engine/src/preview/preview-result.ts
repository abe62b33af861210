// What a preview shows; plain JSON, made by the server, drawn by the browser. Rows are objects in the value notation of the contract.
import type { Diagnostic } from '@tailrace/core/diagnostics';

export interface PreviewResult {
  readonly tables: readonly PreviewTable[];
  readonly sinkTables: readonly PreviewSinkTable[];
  /** Findings that need the live tables: patterns that catch nothing, rules that never apply, near misses, lossy types. */
  readonly diagnostics: readonly Diagnostic[];
  /** Rules, by index, that no table of the source used. */
  readonly unmatched: {
    readonly patterns: readonly string[];
    readonly transforms: readonly number[];
    readonly routes: readonly number[];
  };
  /** All tables of the source, captured or not. */
  readonly discovered: readonly {
    readonly table: string;
    readonly captured: boolean;
    readonly rowEstimate?: number;
  }[];
  readonly elapsedMs: number;
}

export interface PreviewColumn {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
  readonly comment?: string;
}

export interface PreviewTable {
  readonly table: string;
  readonly transform?: number;
  readonly routes: readonly number[];
  readonly sinkTables: readonly string[];
  readonly source: readonly PreviewColumn[];
  /** Absent when the transform failed on the schema; then `error` says why. */
  readonly transformed?: readonly PreviewColumn[];
  readonly rows: readonly PreviewRow[];
  readonly error?: { readonly code: string; readonly message: string };
}

export type JsonRow = Readonly<Record<string, unknown>>;

export interface PreviewRow {
  readonly source: JsonRow;
  readonly transformed?: JsonRow;
  /** The filter's text, when it dropped the row. */
  readonly droppedBy?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly sink: readonly { readonly table: string; readonly row: JsonRow }[];
}

export interface PreviewSinkTable {
  readonly table: string;
  readonly columns: readonly PreviewColumn[];
  readonly sourceTables: readonly string[];
  /** The statements the sink would run. */
  readonly ddl: readonly string[];
}
