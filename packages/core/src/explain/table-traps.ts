// Traps that show only with the tables' columns: comparisons that never hold, arithmetic that ends the job at its first row, keys that a
// sink needs, columns that hide metadata, rules that a table never gets to. Pure: whoever knows the tables gives them.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import { TailraceError, type Diagnostic } from '../diagnostics/index.ts';
import { expressionSettings, type PipelineDef } from '../pipeline/index.ts';
import { compileRoute } from '../routing/index.ts';
import { compileSelector, formatTableId, type TableId } from '../table/index.ts';
import { createTableTransform } from '../transform/index.ts';
import { formatDataType, withNullable } from '../types/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { expressionTraps } from './expression-traps.ts';
import { columnsMixed, mixesColumns } from './mixed-columns.ts';
import { mergedTraps } from './merged-tables.ts';
import type { MatchedTables, TrapTable } from './trap-table.ts';
import { warn } from './warn.ts';

/** In the order of the document's sections; one finding for each place, which names the first table and how many more. */
export function tableTraps(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  tables: readonly TrapTable[],
): readonly Diagnostic[] {
  if (tables.length === 0) return [];
  const rules = matching(pipeline, tables);
  return [
    ...changedBySource(yaml, pipeline, catalog, tables),
    ...expressionTraps(yaml, pipeline, catalog, { tables, rules }),
    ...hiddenMetadata(yaml, pipeline, catalog, { tables, rules }),
    ...precededRules(yaml, pipeline, { tables, rules }),
    ...repeatedTargets(yaml, pipeline, tables),
    ...mergedTraps(yaml, pipeline, tables, (table) => columnsBehind(table, pipeline, catalog, rules)),
    ...missingKeys(yaml, pipeline, catalog, { tables, rules }),
    ...changedBySink(yaml, pipeline, catalog, { tables, rules }),
  ];
}

/** "shop.orders" or "shop.orders and 3 more". */
function namesOf(tables: readonly TableId[]): string {
  const [first] = tables;
  const name = first === undefined ? '' : formatTableId(first);
  return tables.length > 1 ? `${name} and ${tables.length - 1} more` : name;
}

/** Which transform each table goes by: all that match, in order. */
function matching(
  pipeline: PipelineDef,
  tables: readonly TrapTable[],
): ReadonlyMap<TrapTable, readonly number[]> {
  const selectors = pipeline.transforms.map((rule) => compileSelector(rule.sourceTable));
  return new Map(
    tables.map((table) => [
      table,
      selectors.flatMap((selector, at) => (selector.ok && selector.matches(table.table) ? [at] : [])),
    ]),
  );
}

function changedBySource(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  tables: readonly TrapTable[],
): readonly Diagnostic[] {
  const type = pipeline.source?.type ?? '';
  return (catalog.find('source', type)?.losses ?? []).flatMap(({ type: lossy, what }) => {
    const names = tables.flatMap(({ table, schema }) =>
      schema.columns
        .filter((column) => formatDataType(withNullable(column.type, true)) === lossy)
        .map(({ name }) => `${formatTableId(table)}.${name}`),
    );
    const [first, ...others] = names;
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return [
      warn(yaml, 'value-changed-by-source', ['source', 'type'], `${first}${more}, a ${lossy}: ${what}`),
    ];
  });
}

function hiddenMetadata(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  { tables, rules }: MatchedTables,
): readonly Diagnostic[] {
  const type = pipeline.source?.type;
  const names =
    (type === undefined ? undefined : catalog.find('source', type))?.metadataColumns?.map(({ key }) => key) ??
    [];
  return pipeline.transforms.flatMap((rule, at) =>
    names.flatMap((name) => {
      const hit = tables.filter(
        (table) =>
          rules.get(table)?.[0] === at && table.schema.columns.some((column) => column.name === name),
      );
      if (hit.length === 0) return [];
      const where = namesOf(hit.map(({ table }) => table));
      const message = `${where} has a column ${name}, which is also the name of a metadata column of the ${type ?? ''} source: Flink CDC fails under any transform of such a table. Rename the column, or leave the table out of the transforms.`;
      return [warn(yaml, 'column-hides-metadata', [...rule.path, 'source-table'], message)];
    }),
  );
}

/** Rules that match a table which an earlier one takes: said where it is not so for all tables, which the patterns show by themselves. */
function precededRules(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  { tables, rules }: MatchedTables,
): readonly Diagnostic[] {
  return pipeline.transforms.flatMap((rule, at) => {
    const mine = tables.filter((table) => rules.get(table)?.includes(at) === true);
    const lost = mine.filter((table) => rules.get(table)?.[0] !== at);
    const first = lost[0] === undefined ? undefined : rules.get(lost[0])?.[0];
    if (first === undefined) return [];
    const where = namesOf(lost.map(({ table }) => table));
    const message = `This rule does not apply to ${where}: transform ${first + 1} takes it, and only the first rule that matches a table counts. Put both into one rule, or move this one before it.`;
    const path = [...rule.path, 'source-table'];
    const mixed = lost.flatMap((table) => {
      const taker = rules.get(table)?.[0] ?? at;
      const before = pipeline.transforms[taker];
      return before !== undefined && mixesColumns(before, rule) ? [{ table: table.table, taker }] : [];
    });
    const [one] = mixed;
    return [
      warn(yaml, 'rule-never-applies', path, message),
      ...(one === undefined
        ? []
        : [
            warn(
              yaml,
              'rules-mix-columns',
              path,
              columnsMixed(namesOf(mixed.map(({ table }) => table)), one.taker),
            ),
          ]),
    ];
  });
}

function repeatedTargets(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  tables: readonly TrapTable[],
): readonly Diagnostic[] {
  if (pipeline.options.routeMode === 'FIRST_MATCH') return [];
  const routes = pipeline.routes.map(compileRoute);
  const found = new Map<
    string,
    { readonly first: number; readonly at: number; readonly sink: string; readonly tables: TableId[] }
  >();
  for (const { table } of tables) {
    const targets = new Map<string, number>();
    for (const [at, route] of routes.entries()) {
      const target = route.ok ? route.target(table) : undefined;
      if (target?.ok !== true) continue;
      const sink = formatTableId(target.table);
      const first = targets.get(sink);
      if (first === undefined) targets.set(sink, at);
      else {
        const known = found.get(`${first} ${at}`) ?? { first, at, sink, tables: [] };
        known.tables.push(table);
        found.set(`${first} ${at}`, known);
      }
    }
  }
  return [...found.values()].flatMap(({ first, at, sink, tables: hit }) => {
    const rule = pipeline.routes[at];
    const message = `This route sends ${namesOf(hit)} to ${sink}, as route ${first + 1} does, so every row is written twice. Remove one, or set \`route-mode: FIRST_MATCH\`.`;
    return rule === undefined ? [] : [warn(yaml, 'duplicate-route', [...rule.path, 'source-table'], message)];
  });
}

function missingKeys(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  { tables, rules }: MatchedTables,
): readonly Diagnostic[] {
  const type = pipeline.sink?.type;
  const sink = type === undefined ? undefined : catalog.find('sink', type);
  if (sink?.sink?.needsPrimaryKey !== true) return [];
  const keyless = tables.filter((table) => {
    const rule = pipeline.transforms[rules.get(table)?.[0] ?? -1];
    return table.schema.primaryKeys.length === 0 && (rule?.primaryKeys ?? []).length === 0;
  });
  if (keyless.length === 0) return [];
  const where = namesOf(keyless.map(({ table }) => table));
  const message = `The ${sink.type} sink needs a primary key, and ${where} has none: the run fails when the table is made. Name one in primary-keys of a transform for it, or leave the table out.`;
  return [warn(yaml, 'table-without-key', ['sink', 'type'], message)];
}

/** By the columns that reach the sink, computed ones with them. */
function changedBySink(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  { tables, rules }: MatchedTables,
): readonly Diagnostic[] {
  const type = pipeline.sink?.type ?? '';
  const losses = catalog.find('sink', type)?.sink?.losses ?? [];
  if (losses.length === 0) return [];
  const columns = tables.flatMap((table) =>
    columnsBehind(table, pipeline, catalog, rules).map((column) => ({
      name: `${formatTableId(table.table)}.${column.name}`,
      type: column.type,
    })),
  );
  return losses.flatMap(({ kinds, above, what }) => {
    const [first, ...others] = columns.filter(({ type: of }) => {
      const digits = 'precision' in of ? of.precision : 0;
      return kinds.includes(of.kind) && (above === undefined || digits > above);
    });
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` and of ${others.length} more columns`;
    const message = `Values of ${first.name}${more} ${what} by the ${type} sink. Convert them in a transform where they matter, or leave the columns out.`;
    return [warn(yaml, 'value-changed-by-sink', ['sink', 'type'], message)];
  });
}

/** Of a rule that cannot be carried out none: that is a finding of its own. */
function columnsBehind(
  trapped: TrapTable,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  rules: MatchedTables['rules'],
): TrapTable['schema']['columns'] {
  const { table, schema } = trapped;
  const rule = rules.get(trapped)?.[0] ?? -1;
  const spec = pipeline.transforms[rule];
  if (spec === undefined) return schema.columns;
  try {
    const { filter: _, ...projecting } = spec;
    const settings = expressionSettings(pipeline, catalog);
    return createTableTransform(projecting, settings, { rule, table }, schema).schema.columns;
  } catch (error) {
    if (error instanceof TailraceError) return [];
    throw error;
  }
}
