// What a document does with given tables, without reading a row: captured by which pattern, transformed by which rule, routed by
// which routes to which sink tables (contract: command line, `explain --format json`).
import { TailraceError } from '../diagnostics/index.ts';
import type { PipelineDef } from '../pipeline/index.ts';
import { type CompiledRoute, compileRoute } from '../routing/index.ts';
import { type Selector, type TableId, compileSelector, formatTableId } from '../table/index.ts';

export interface ExplainedTable {
  readonly table: string;
  readonly captured: boolean;
  /** The pattern of `tables` that caught it, as the document writes it; absent when it is not captured or the source has no `tables`. */
  readonly pattern?: string;
  /** Index of the transform that applies: the first one that matches. Empty or one. */
  readonly transforms: readonly number[];
  /** Indexes of the routes that apply. */
  readonly routes: readonly number[];
  /** In the order of the routes; a table that is not captured has none. */
  readonly sinkTables: readonly string[];
}

export interface ExplainResult {
  readonly tables: readonly ExplainedTable[];
  /** What none of the tables used: patterns of `tables`, and rules by index, those included that an earlier rule always precedes. */
  readonly unmatched: {
    readonly patterns: readonly string[];
    readonly transforms: readonly number[];
    readonly routes: readonly number[];
  };
}

/**
 * Throws TailraceError where a pattern or a sink table of the document cannot work. `captureId` gives the id that `tables` is matched
 * against for the table at an index, where the source has another one for it (PostgreSQL: with the database in front).
 */
export function explainTables(
  pipeline: PipelineDef,
  tables: readonly TableId[],
  captureId: (index: number) => TableId | undefined = () => undefined,
): ExplainResult {
  const capture = readCapture(pipeline);
  const transforms = pipeline.transforms.map((rule, index) =>
    selector(rule.sourceTable, `source-table of transform ${index + 1}`),
  );
  const routes = pipeline.routes.map(routeOrThrow);
  const explained = tables.map((table, at): ExplainedTable => {
    const pattern = capture(captureId(at) ?? table);
    const name = formatTableId(table);
    if (pattern === undefined)
      return { table: name, captured: false, transforms: [], routes: [], sinkTables: [] };
    const transform = transforms.findIndex((rule) => rule.matches(table));
    const ways = waysOf(table, routes, pipeline.options.routeMode === 'FIRST_MATCH');
    return {
      table: name,
      captured: true,
      ...(pattern === '' ? {} : { pattern }),
      transforms: transform < 0 ? [] : [transform],
      routes: ways.map((way) => way.route),
      sinkTables: ways.length === 0 ? [name] : ways.map((way) => way.sinkTable),
    };
  });
  const unused = (count: number, of: (table: ExplainedTable) => readonly number[]) =>
    Array.from({ length: count }, (_, index) => index).filter(
      (index) => !explained.some((table) => of(table).includes(index)),
    );
  return {
    tables: explained,
    unmatched: {
      patterns: patternsOf(pipeline).filter((text) => !explained.some((table) => table.pattern === text)),
      transforms: unused(transforms.length, (table) => table.transforms),
      routes: unused(routes.length, (table) => table.routes),
    },
  };
}

function selector(text: string, where: string): Selector {
  const compiled = compileSelector(text);
  if (compiled.ok) return compiled;
  throw new TailraceError(compiled.code, `${where}: ${compiled.message}`);
}

function patternsOf(pipeline: PipelineDef): readonly string[] {
  const text = pipeline.source?.options['tables'];
  return text === undefined ? [] : selector(text, 'source.tables').patterns;
}

/** The pattern that captures a table, '' where the source takes every table; undefined when it does not. */
function readCapture(pipeline: PipelineDef): (table: TableId) => string | undefined {
  const options = pipeline.source?.options ?? {};
  const [included, excluded] = [options['tables'], options['tables.exclude']];
  const wanted = included === undefined ? undefined : selector(included, 'source.tables');
  const unwanted = excluded === undefined ? undefined : selector(excluded, 'source.tables.exclude');
  return (table) => {
    if (unwanted?.matches(table) === true) return undefined;
    return wanted === undefined ? '' : wanted.findPattern(table);
  };
}

function routeOrThrow(route: PipelineDef['routes'][number], index: number): CompiledRoute {
  const compiled = compileRoute(route);
  if (compiled.ok) return compiled;
  throw new TailraceError(compiled.code, `${compiled.field} of route ${index + 1}: ${compiled.message}`);
}

function waysOf(
  table: TableId,
  routes: readonly CompiledRoute[],
  firstOnly: boolean,
): readonly { readonly route: number; readonly sinkTable: string }[] {
  const ways: { route: number; sinkTable: string }[] = [];
  for (const [route, rule] of routes.entries()) {
    const target = rule.target(table);
    if (target === undefined) continue;
    if (!target.ok) {
      const name = formatTableId(table);
      throw new TailraceError(
        'invalid-route-target',
        `route ${route + 1} sends ${name} to ${target.message}`,
      );
    }
    ways.push({ route, sinkTable: formatTableId(target.table) });
    if (firstOnly) break;
  }
  return ways;
}
