// One route: which tables it catches, and what they are called in the sink. Rules: SPEC.md.
import { type Pattern, type PatternMatch, type TableId, compilePattern, tableName } from '../table/index.ts';

/** The fields of a route that decide where rows go. */
export interface RouteSpec {
  readonly sourceTable: string;
  readonly sinkTable: string;
  readonly replaceSymbol?: string;
}

export interface CompiledRoute {
  readonly ok: true;
  matches(id: TableId): boolean;
  /** The sink table of a source table, undefined when the route does not catch it. */
  target(id: TableId): RouteTarget | undefined;
}

export type RouteTarget =
  | { readonly ok: true; readonly table: TableId }
  /** The template gives no table id for this table. */
  | { readonly ok: false; readonly message: string };

export interface RouteFault {
  readonly ok: false;
  readonly code: 'invalid-route-pattern' | 'invalid-route-target';
  readonly field: 'source-table' | 'sink-table';
  readonly message: string;
}

/** Compiles a route; its errors are those that need no table to be seen. */
export function compileRoute(route: RouteSpec): CompiledRoute | RouteFault {
  const source = toExpression(route.sourceTable);
  if (source === '') {
    return {
      ok: false,
      code: 'invalid-route-pattern',
      field: 'source-table',
      message: 'a route names at least one table',
    };
  }
  const compiled = compilePattern(source, { ignoreCase: false });
  if (!compiled.ok) {
    return {
      ok: false,
      code: 'invalid-route-pattern',
      field: 'source-table',
      message: `"${route.sourceTable}": ${compiled.message} (in a route a dot is a dot, \\. any character, and a comma always separates patterns)`,
    };
  }
  const template = compileTemplate(route, compiled.pattern);
  if (typeof template === 'string') {
    return {
      ok: false,
      code: 'invalid-route-target',
      field: 'sink-table',
      message: `"${route.sinkTable}": ${template}`,
    };
  }
  const { pattern } = compiled;
  return {
    ok: true,
    matches: (id) => pattern.matches(nameOf(id)),
    target: (id) => {
      const match = pattern.match(nameOf(id));
      return match === undefined ? undefined : template(id, match);
    },
  };
}

/** [RT2] */
const nameOf = (id: TableId): string => id.parts.join('.');

/** [RT1] Commas become alternatives, `\.` the expression's dot, and a plain dot the literal one. */
function toExpression(pattern: string): string {
  return pattern
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('|')
    .split('\\.')
    .map((text) => text.replaceAll('.', '\\.'))
    .join('.');
}

type Template = (id: TableId, match: PatternMatch) => RouteTarget;

function compileTemplate(route: RouteSpec, pattern: Pattern): Template | string {
  const { sinkTable, replaceSymbol } = route;
  if (replaceSymbol !== undefined && replaceSymbol !== '') {
    const parts = sinkTable.split('.');
    return (id) => toTableId(parts.map((part) => part.replaceAll(replaceSymbol, () => tableName(id))));
  }
  const groups = pattern.groupCount;
  const pieces = readTemplate(sinkTable, groups);
  if (typeof pieces === 'string') return pieces;
  return (_id, match) =>
    toTableId(
      pieces
        .map((piece) => (typeof piece === 'string' ? piece : groupText(piece.group, match)))
        .join('')
        .split('.'),
    );
}

function groupText(group: number | string, match: PatternMatch): string {
  return (typeof group === 'number' ? match.groups[group] : match.named[group]) ?? '';
}

function toTableId(parts: readonly string[]): RouteTarget {
  if (parts.length > 3 || parts.some((part) => part === '')) {
    return { ok: false, message: `"${parts.join('.')}" is not a table: one to three parts joined by dots` };
  }
  return { ok: true, table: { parts } };
}

/** Reads a template as Java's Matcher does: `$1` and `${name}` are groups, a backslash takes the next character as it is. */
function readTemplate(
  text: string,
  groups: number,
): (string | { readonly group: number | string })[] | string {
  const pieces: (string | { readonly group: number | string })[] = [];
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (char === '\\') {
      if (at + 1 >= text.length) return 'a backslash at the end escapes nothing';
      pieces.push(text.charAt(at + 1));
      at += 2;
    } else if (char === '$') {
      const reference = readReference(text.slice(at), groups);
      if (typeof reference === 'string') return reference;
      pieces.push(reference);
      at += reference.length;
    } else {
      pieces.push(char);
      at += 1;
    }
  }
  return pieces;
}

function readReference(
  text: string,
  groups: number,
): { readonly group: number | string; readonly length: number } | string {
  const named = /^\$\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text);
  if (named?.[1] !== undefined) return { group: named[1], length: named[0].length };
  const digits = /^\$(\d+)/.exec(text)?.[1];
  if (digits === undefined)
    return 'a $ stands before the number of a group; write \\$ for the character itself';
  // As many digits as still name a group: with one group `$12` is group 1, then a 2.
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length += 1;
  const group = Number(digits.slice(0, length));
  if (group > groups) return `there is no group ${group} in source-table, which has ${groups}`;
  return { group, length: length + 1 };
}
