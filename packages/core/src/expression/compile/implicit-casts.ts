// The casts that Calcite puts into comparisons of a projection: text next to a number, a time or a boolean is read as that; a date next
// to a timestamp is its midnight. Filters get none (reference: projection grammar).
import { isNumeric, isText } from './data-types.ts';
import { fold } from './build.ts';
import { coerce } from './coerce.ts';
import type { Scope, Typed } from './typed.ts';

export interface Pair {
  readonly left: Typed;
  readonly right: Typed;
}

export function comparable(left: Typed, right: Typed, scope: Scope): Pair {
  if (scope.env.mode === 'filter' || left.untypedNull === true || right.untypedNull === true)
    return { left, right };
  return { left: asOther(left, right, scope), right: asOther(right, left, scope) };
}

function asOther(part: Typed, other: Typed, scope: Scope): Typed {
  const isCast =
    (isText(part.type) &&
      (isNumeric(other.type) || other.type.kind === 'BOOLEAN' || other.type.kind === 'TIMESTAMP')) ||
    (part.type.kind === 'DATE' && other.type.kind === 'TIMESTAMP');
  return isCast ? fold(coerce(part, other.type, scope) ?? part) : part;
}
