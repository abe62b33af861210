// What the expressions of a rule see of the tables that it applies to.
import type { ConnectorCatalog } from '../../descriptor/index.ts';
import type { VisibleColumn } from '../../expression/index.ts';
import { compileSelector, type TableId } from '../../table/index.ts';
import { parseDataType } from '../../types/index.ts';
import type { PipelineDef, TransformRule } from '../pipeline-def.ts';
import type { ExpressionSettings } from './types-of-parts.ts';

/** A table of the source, as far as checks need it. */
export interface KnownTable {
  readonly table: TableId;
  readonly schema: { readonly columns: readonly VisibleColumn[] };
}

/** For each transform, in order, the columns of the tables that it applies to: those for which it is the first that matches. */
export function columnsByRule(
  pipeline: PipelineDef,
  tables: readonly KnownTable[],
): readonly (readonly (readonly VisibleColumn[])[])[] {
  const ruleFor = ruleFinder(pipeline);
  return pipeline.transforms.map((rule) =>
    tables.flatMap(({ table, schema }) => (ruleFor(table) === rule ? [schema.columns] : [])),
  );
}

/** Answers the transform that a table goes through: the first that matches it. */
export function ruleFinder(pipeline: PipelineDef): (table: TableId) => TransformRule | undefined {
  const selectors = pipeline.transforms.map((rule) => compileSelector(rule.sourceTable));
  return (table) =>
    pipeline.transforms[selectors.findIndex((selector) => selector.ok && selector.matches(table))];
}

export function expressionSettings(pipeline: PipelineDef, catalog: ConnectorCatalog): ExpressionSettings {
  const { options, source } = pipeline;
  const metadata =
    source?.type === undefined ? [] : (catalog.find('source', source.type)?.metadataColumns ?? []);
  return {
    metadata: metadata.flatMap(({ key, type }) => {
      const parsed = parseDataType(type);
      return parsed === undefined ? [] : [{ name: key, type: parsed }];
    }),
    decimalPrecision: options.decimalPrecisionMode === 'UP_TO_38' ? 38 : 19,
    // Types do not depend on the zone.
    timeZone: 'UTC',
    userFunctions: options.userDefinedFunctions.map((declared) => declared.name),
    models: options.models.map((declared) => declared.name),
  };
}
