// Two rules that match one table, the first without an asterisk, a later one with one: after a column change Flink CDC reads the rows of
// the table at the wrong places (seen on release 3.6.0 and on the newest source).
import { parseProjection } from '../expression/index.ts';
import type { TransformRule } from '../pipeline/index.ts';

type Projecting = Pick<TransformRule, 'projection'>;

export const mixesColumns = (first: Projecting, later: Projecting): boolean =>
  !hasAsterisk(first) && hasAsterisk(later);

/** A rule without a projection passes all columns on, as an asterisk does. */
function hasAsterisk({ projection = '' }: Projecting): boolean {
  return projection.trim() === '' || parseProjection(projection).items.some((item) => item.kind === 'star');
}

/** `first`: index of the rule that applies. */
export const columnsMixed = (tables: string, first: number): string =>
  `Flink CDC reads the rows of ${tables} at the wrong places once a column has changed, because transform ${first + 1} has no asterisk and this rule, which matches as well, has one. Put both into one rule, or let their patterns not overlap.`;
