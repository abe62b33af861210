// The parts of a pipeline that a chain runs on, compiled once.
import { TailraceError } from '../diagnostics/index.ts';
import type { SchemaChangeType } from '../event/index.ts';
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';
import { type Router, createRouter } from '../routing/index.ts';
import type { EvolutionPolicy } from '../schema-evolution/index.ts';
import { type Selector, type TableId, compileSelector } from '../table/index.ts';
import type { TransformSettings, TransformSpec } from '../transform/index.ts';
import { parseDataType } from '../types/index.ts';
import { type TimeZone, findTimeZone } from '../value/index.ts';
import type { ChainOptions } from './operator-chain.ts';

export interface ChainPlan {
  readonly router: Router;
  readonly settings: TransformSettings;
  readonly policy: EvolutionPolicy;
  readonly zone: TimeZone;
  readonly now: () => number;
  /** Whether the document has transforms at all. */
  readonly transforms: boolean;
  /** The first rule whose pattern matches; later ones do not count. */
  readonly findRule: (id: TableId) => { readonly rule: number; readonly spec: TransformSpec } | undefined;
}

/** Throws TailraceError for patterns, templates and zones that cannot work whatever table comes. */
export function createPlan(options: ChainOptions): ChainPlan {
  const { pipeline, metadataColumns, now } = options;
  const timeZone = pipeline.options.localTimeZone ?? options.defaultTimeZone;
  const zone = findTimeZone(timeZone);
  if (zone === undefined) {
    throw new TailraceError(
      'unknown-time-zone',
      `pipeline.local-time-zone: there is no time zone ${timeZone}`,
    );
  }
  const rules = pipeline.transforms.map((spec, rule) => ({
    spec,
    rule,
    selector: selectorOrThrow(spec.sourceTable, rule),
  }));
  const accepted = pipeline.sink?.acceptedSchemaChanges ?? SCHEMA_CHANGE_TYPES;
  return {
    router: createRouter(pipeline.routes, pipeline.options.routeMode),
    settings: {
      metadata: metadataColumns.flatMap(({ key, type }) => {
        const parsed = parseDataType(type);
        return parsed === undefined ? [] : [{ name: key, type: parsed }];
      }),
      decimalPrecision: pipeline.options.decimalPrecisionMode === 'UP_TO_38' ? 38 : 19,
      timeZone,
      userFunctions: pipeline.options.userDefinedFunctions.map((declared) => declared.name),
      models: pipeline.options.models.map((declared) => declared.name),
    },
    policy: {
      behavior: pipeline.options.schemaChangeBehavior,
      accepted: new Set<SchemaChangeType>(accepted),
    },
    zone,
    now,
    transforms: rules.length > 0,
    findRule: (id) => rules.find((rule) => rule.selector.matches(id)),
  };
}

function selectorOrThrow(text: string, rule: number): Selector {
  const selector = compileSelector(text);
  if (selector.ok) return selector;
  throw new TailraceError(selector.code, `source-table of transform ${rule + 1}: ${selector.message}`, {
    data: { rule },
  });
}
