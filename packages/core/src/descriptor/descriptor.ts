// A connector, described once. Forms, validation, completion, hover, docs, JSON Schema and the typed options of the runtime are
// readings of this data; nothing about an option is written anywhere else.
import type { DataType } from '../types/index.ts';

export type OptionKind =
  'string' | 'integer' | 'number' | 'boolean' | 'enum' | 'duration' | 'memory-size' | 'list' | 'map';

export interface OptionSpec {
  /** The key as it stands in the YAML. With `prefix`, a family: `debezium.` stands for every key that begins so. */
  readonly key: string;
  readonly kind: OptionKind;
  readonly description: string;
  readonly required?: boolean;
  /** As it would be written in YAML. */
  readonly default?: string | number | boolean;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly prefix?: boolean;
  readonly secret?: boolean;
  readonly advanced?: boolean;
  readonly deprecated?: string;
  /** Flink CDC release that brought it. */
  readonly since?: string;
  readonly example?: string;
  /** Heading in the form. */
  readonly group?: 'connection' | 'tables' | 'start' | 'reading' | 'writing' | 'schema' | 'advanced';
  /** Has an effect only then; `required` and `expected` count only then, too. */
  readonly appliesWhen?: { readonly key: string; readonly values: readonly string[] };
  /** Which engine reads it; absent means both. */
  readonly engine?: 'embedded' | 'flink';
  /** What parts the items of a list; Flink's own lists are parted by `;`, which is the default. */
  readonly separator?: ',' | ';';
  /** A little language inside the text, which validation reads too. */
  readonly syntax?: 'selectors';
  /** With `syntax: 'selectors'`: how many parts each pattern has to have, and whether the first is one plain name, the same in all. */
  readonly selector?: { readonly parts: 2 | 3; readonly literalFirst: boolean };
  /** For `integer`: 64 bits wide, where Flink reads a Long. Otherwise 32. */
  readonly long?: boolean;
  /** Switches that cannot be on together with this one. */
  readonly conflictsWith?: readonly string[];
  /** Older names that are still read. */
  readonly aliases?: readonly string[];
  /** Not demanded by Flink CDC, and yet nothing works without it: left out, it is a warning. Keys of which one is enough, this one included. */
  readonly expected?: readonly string[];
}

export interface MetadataColumn {
  readonly key: string;
  /** Type text, e.g. "BIGINT NOT NULL". */
  readonly type: string;
  readonly description: string;
  /** There for every event; others only where the option `metadata.list` names them. */
  readonly always?: boolean;
}

/** How one type of the pipeline is kept by a sink, or made of a source's. */
export interface TypeConversion {
  readonly from: string;
  readonly to: string;
  /** exact: every value comes back as it was. declared: something is lost, or stops the run, as the note says. */
  readonly kind: 'exact' | 'declared';
  readonly note?: string;
}

/** Values that a sink does not keep as they are. */
export interface SinkLoss {
  readonly kinds: readonly DataType['kind'][];
  /** Only types with more digits of a second than that. */
  readonly above?: number;
  /** After the names of the columns: "are cut to whole seconds". */
  readonly what: string;
}

/** Values that a source does not give as they are. */
export interface SourceLoss {
  /** As columns of such values arrive: `DECIMAL(38, 0)`. */
  readonly type: string;
  /** After the name of the column and this type. */
  readonly what: string;
}

export interface ConnectorDescriptor {
  /** The `type` in the YAML. */
  readonly type: string;
  readonly role: 'source' | 'sink';
  readonly title: string;
  readonly summary: string;
  /** One to three letters for the glyph. */
  readonly glyph: string;
  readonly engines: readonly ('embedded' | 'flink')[];
  /** Number of parts of its table ids. */
  readonly tableIdParts: readonly (1 | 2 | 3)[];
  /** Where an option decides how many parts the ids of a source have: by its text, else `otherwise`. */
  readonly tableIdPartsBy?: {
    readonly key: string;
    readonly cases: Readonly<Record<string, 1 | 2 | 3>>;
    readonly otherwise: 1 | 2 | 3;
  };
  readonly options: readonly OptionSpec[];
  /** False for the connectors whose factory accepts any key (Flink CDC: OceanBase, MaxCompute). */
  readonly checksKeys: boolean;
  readonly since?: string;
  readonly metadataColumns?: readonly MetadataColumn[];
  readonly notes?: readonly string[];
  /** Every type of the pipeline (a sink) or of the system (a source), for connectors that the embedded engine runs. */
  readonly conversions?: readonly TypeConversion[];
  /** Sources only. */
  readonly losses?: readonly SourceLoss[];
  /** Sinks only. */
  readonly sink?: {
    readonly supportedSchemaChanges: readonly string[];
    readonly honoursSchemaChangeFilter: boolean;
    readonly needsPrimaryKey: boolean;
    /** True for sinks with a hash of their own, which refuse `sink.partitioning.strategy`. */
    readonly ownPartitioning?: boolean;
    /** Changes beyond `supportedSchemaChanges` fail the job, or are passed over in silence. */
    readonly unsupportedFails?: boolean;
    readonly delivery: string;
    readonly losses?: readonly SinkLoss[];
  };
  /** YAML of a node freshly dropped on the canvas, without `type`. */
  readonly example: Readonly<Record<string, string | number | boolean>>;
}

/** Looks a connector up by role and type; given to core as an argument, never imported by it. */
export interface ConnectorCatalog {
  readonly connectors: readonly ConnectorDescriptor[];
  find(role: 'source' | 'sink', type: string): ConnectorDescriptor | undefined;
}
