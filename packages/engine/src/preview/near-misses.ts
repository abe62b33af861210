// Tables that somebody probably meant to capture: they begin like a pattern of the source, in the same schema, and no pattern catches them.
import { compileSelector, formatTableId, type TableId } from '@tailrace/core/table';

export interface NearMiss {
  readonly pattern: string;
  readonly tables: readonly string[];
}

/** Shorter beginnings say nothing. */
const SHORTEST_STEM = 3;
const EXPRESSION_SIGN = /[\\[\](){}*+?|^$]/u;

export function nearMisses(
  patterns: string,
  tables: readonly TableId[],
  captured: ReadonlySet<string>,
): readonly NearMiss[] {
  const selector = compileSelector(patterns);
  if (!selector.ok) return [];
  const left = tables.filter((table) => !captured.has(formatTableId(table)));
  return selector.patterns.flatMap((pattern): NearMiss[] => {
    const wider = widened(pattern);
    if (wider === undefined) return [];
    const near = compileSelector(wider);
    if (!near.ok) return [];
    const found = left.filter((table) => near.matches(table)).map(formatTableId);
    return found.length === 0 || found.length > left.length / 2 + 3 ? [] : [{ pattern, tables: found }];
  });
}

/** The pattern with its last part cut back to the letters it begins with, and anything after them; undefined where there are too few. */
function widened(pattern: string): string | undefined {
  const at = lastSeparator(pattern);
  const last = pattern.slice(at);
  const sign = last.search(EXPRESSION_SIGN);
  const stem = (sign === -1 ? last : last.slice(0, sign)).replace(/[_\-\d]+$/u, '');
  if (stem.length < SHORTEST_STEM) return undefined;
  return `${pattern.slice(0, at)}${stem}[_\\-0-9]\\.*`;
}

/** Where the last part begins: after the last dot that no backslash protects. */
function lastSeparator(pattern: string): number {
  for (let at = pattern.length - 1; at > 0; at -= 1) {
    if (pattern[at] === '.' && pattern[at - 1] !== '\\') return at + 1;
  }
  return 0;
}
