// What completion, hover and signature help answer: plain data, for any editor.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import type { TableId, TableSchema } from '../table/index.ts';
import type { Row } from '../value/index.ts';
import type { TextRange } from '../yaml/index.ts';

export interface LanguageContext {
  readonly catalog: ConnectorCatalog;
  /** Tables behind the source, where they could be read. */
  readonly tables?: readonly KnownTable[];
  /** The zone of a document that names none; UTC when absent. */
  readonly timeZone?: string;
  /** The instant of the clock functions, in ms. */
  readonly nowMs?: number;
}

export interface KnownTable {
  readonly table: TableId;
  readonly schema: TableSchema;
  /** Some rows of it, where they could be read. */
  readonly rows?: readonly Row[];
}

export type CompletionKind =
  'section' | 'key' | 'value' | 'connector' | 'table' | 'column' | 'metadata' | 'function' | 'keyword';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Put in the place of `range`. */
  readonly insertText: string;
  readonly range: TextRange;
  /** Beside the label: a type, a default, "required". */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Items sort by it, then by their label. */
  readonly rank: number;
  /** True where the next thing to write has a completion of its own. */
  readonly continues?: boolean;
}

export interface Hover {
  /** Markdown. */
  readonly contents: string;
  readonly range: TextRange;
}

export interface SignatureHelp {
  readonly signatures: readonly { readonly label: string; readonly parameters: readonly string[] }[];
  readonly activeSignature: number;
  readonly activeParameter: number;
  /** Markdown. */
  readonly documentation: string;
}
