import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { ConnectorRegistry, PreflightCheck } from '../api/index.ts';
import type { ReferenceLookup } from '../runtime/run-request.ts';
import type { CatalogCache } from './catalog-cache.ts';

export interface LookRequest {
  readonly text: string;
  readonly registry: ConnectorRegistry;
  readonly resolveReference: ReferenceLookup;
  readonly signal: AbortSignal;
  /** Keeps what `discover` found between looks at the same connection; absent: asked anew each time. */
  readonly cache?: CatalogCache;
  readonly timeZone?: string;
}

export interface PreviewRequest extends LookRequest {
  /** Rows per table, at most. */
  readonly rows: number;
  /** Table ids in their text form: only these are sampled, captured or not known being an error; absent: the first captured ones. */
  readonly tables?: readonly string[];
}

export interface SourceTable {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly key: boolean }[];
  readonly rowEstimate?: number;
  readonly captured: boolean;
  readonly pattern?: string;
}

export interface PreflightResult {
  readonly checks: readonly PreflightCheck[];
  readonly creates: readonly { readonly table: string; readonly ddl: readonly string[] }[];
  readonly estimate: { readonly tables: number; readonly rows?: number };
  readonly diagnostics: readonly Diagnostic[];
}
