// What the rules read of a changed row: a source whose log holds only the key of old rows cannot serve all of it.
import type { TableTransform } from '../transform/index.ts';
import type { SourceState } from './chain-state.ts';
import type { ImageNeeds } from './operator-chain.ts';

const NOTHING: ImageNeeds = { rule: undefined, filter: [], key: [], softDelete: [], computed: [] };

/** Names of source columns by who reads them; routes alone read nothing. */
export function imageNeeds({ transform, source }: SourceState): ImageNeeds {
  if (transform === undefined) return NOTHING;
  const names = (positions: Iterable<number>): readonly string[] =>
    [...new Set(positions)].toSorted((a, b) => a - b).flatMap((at) => source.columns[at]?.name ?? []);
  const keys = new Set(transform.schema.primaryKeys);
  const all = transform.outputs.map((_, at) => at);
  const ofKey = all.filter((at) => keys.has(transform.schema.columns[at]?.name ?? ''));
  return {
    rule: transform.rule,
    filter: names(transform.filter?.usedColumns ?? []),
    key: names(ofKey.flatMap((at) => readBy(transform, at))),
    softDelete: transform.softDelete ? names(all.flatMap((at) => readBy(transform, at))) : [],
    computed: names(
      all.filter((at) => transform.forwards[at] === undefined).flatMap((at) => readBy(transform, at)),
    ),
  };
}

/** Positions in the source row that a column of the result is made of. */
function readBy({ outputs }: TableTransform, at: number): readonly number[] {
  const output = outputs[at];
  if (output === undefined) return [];
  return output.kind === 'forward' ? [output.from] : output.expression.usedColumns;
}
