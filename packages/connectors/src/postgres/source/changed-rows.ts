// The rows of a change, decoded by the shape of its relation. What was not sent because it did not change is taken from the old row,
// where that is whole.
import type { ChangedTable } from '../../encoded-changes.ts';
import { keyOnly, readTuple, type TupleShape } from './pgoutput.ts';

export function changedRows(
  shape: TupleShape & { readonly fullIdentity: boolean },
): Pick<ChangedTable, 'before' | 'after' | 'keyOnly'> {
  const before: ChangedTable['before'] = ({ bytes, old, now }, columns) => {
    const row = readTuple(bytes, old < 0 ? now : old, shape, { columns });
    return old >= 0 && shape.fullIdentity ? row : keyOnly(row, shape);
  };
  return {
    before,
    after(place, columns, known) {
      const whole = shape.fullIdentity && place.old >= 0;
      return readTuple(place.bytes, place.now, shape, {
        columns,
        old: whole ? (known ?? before(place, columns)) : undefined,
      });
    },
    keyOnly: (row) => keyOnly(row, shape),
  };
}
