// The model of a document, tolerant: what is missing or wrong is absent here and a Diagnostic beside it, so that the graph and
// the forms can be drawn while somebody is typing.
import type { SchemaChangeType } from '../event/index.ts';
import type { Path } from '../yaml/index.ts';

export interface PipelineDef {
  readonly source?: SourceDef;
  readonly sink?: SinkDef;
  readonly transforms: readonly TransformRule[];
  readonly routes: readonly RouteRule[];
  readonly options: PipelineOptions;
}

interface ConnectorDef {
  readonly path: Path;
  /** Absent while it is not written yet. */
  readonly type?: string;
  readonly name?: string;
  /** Every other key with its text, as Flink reads options: one flat map of strings. */
  readonly options: Readonly<Record<string, string>>;
}

export type SourceDef = ConnectorDef;

export interface SinkDef extends ConnectorDef {
  readonly includeSchemaChanges?: readonly string[];
  readonly excludeSchemaChanges?: readonly string[];
  /** What passes after families, defaults and the automatic exclusion of LENIENT are worked out. */
  readonly acceptedSchemaChanges: readonly SchemaChangeType[];
}

export interface TransformRule {
  readonly path: Path;
  readonly sourceTable: string;
  readonly projection?: string;
  readonly filter?: string;
  readonly primaryKeys?: readonly string[];
  readonly partitionKeys?: readonly string[];
  readonly tableOptions?: Readonly<Record<string, string>>;
  readonly converter?: 'SOFT_DELETE';
  readonly description?: string;
}

export interface RouteRule {
  readonly path: Path;
  readonly sourceTable: string;
  readonly sinkTable: string;
  readonly replaceSymbol?: string;
  readonly description?: string;
}

export type SchemaChangeBehavior = 'IGNORE' | 'LENIENT' | 'TRY_EVOLVE' | 'EVOLVE' | 'EXCEPTION';

export interface PipelineOptions {
  readonly name: string;
  /** Absent where the document does not say: 1 on Flink CDC; the embedded engine decides for itself. */
  readonly parallelism?: number;
  readonly schemaChangeBehavior: SchemaChangeBehavior;
  readonly runtimeMode: 'STREAMING' | 'BATCH';
  readonly routeMode: 'ALL_MATCH' | 'FIRST_MATCH';
  /** An IANA zone or GMT±hh:mm; absent: the machine's, which the caller of the chain has to name. */
  readonly localTimeZone?: string;
  readonly partitioningStrategy: 'SINK_DEFINED' | 'PRIMARY_KEY' | 'TABLE_ID';
  readonly decimalPrecisionMode: 'UP_TO_19' | 'UP_TO_38';
  readonly userDefinedFunctions: readonly { readonly name: string; readonly path: Path }[];
  readonly models: readonly { readonly name: string; readonly path: Path }[];
}
