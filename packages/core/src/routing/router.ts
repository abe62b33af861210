// All routes of a pipeline together.
import { TailraceError } from '../diagnostics/index.ts';
import { type TableId, formatTableId } from '../table/index.ts';
import { type CompiledRoute, type RouteSpec, compileRoute } from './compile-route.ts';

export type RouteMode = 'ALL_MATCH' | 'FIRST_MATCH';

export interface RoutedTable {
  /** Index of the route in the document; undefined where none caught the table, which then keeps its name. */
  readonly route: number | undefined;
  readonly table: TableId;
}

/** Where each table goes. */
export type Router = (id: TableId) => readonly RoutedTable[];

/**
 * [RT4–RT7] Targets in the order of the document; the same target twice stays twice. Throws TailraceError `invalid-route-pattern` or
 * `invalid-route-target` with the route's number; a target that is no table for some source table throws when that table is asked for.
 */
export function createRouter(routes: readonly RouteSpec[], mode: RouteMode): Router {
  const compiled = routes.map((route, index) => compileOrThrow(route, index));
  return (id) => {
    const targets: RoutedTable[] = [];
    for (const [route, rule] of compiled.entries()) {
      const target = rule.target(id);
      if (target === undefined) continue;
      if (!target.ok) {
        throw new TailraceError(
          'invalid-route-target',
          `route ${route + 1} sends ${formatTableId(id)} to ${target.message}`,
          { data: { route, table: formatTableId(id) } },
        );
      }
      targets.push({ route, table: target.table });
      if (mode === 'FIRST_MATCH') break;
    }
    return targets.length > 0 ? targets : [{ route: undefined, table: id }];
  };
}

/** Rules of a document stay the same objects while they do not change, and reading their patterns is dear. */
const known = new WeakMap<RouteSpec, ReturnType<typeof compileRoute>>();

function compileOnce(route: RouteSpec): ReturnType<typeof compileRoute> {
  const compiled = known.get(route) ?? compileRoute(route);
  known.set(route, compiled);
  return compiled;
}

function compileOrThrow(route: RouteSpec, index: number): CompiledRoute {
  const compiled = compileOnce(route);
  if (compiled.ok) return compiled;
  throw new TailraceError(compiled.code, `${compiled.field} of route ${index + 1}: ${compiled.message}`, {
    data: { route: index },
  });
}
