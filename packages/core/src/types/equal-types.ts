import type { DataType, RowField } from './data-type.ts';

/** Same kind, parameters, nullability, and the same inside; descriptions of fields count too. */
export function equalTypes(a: DataType, b: DataType): boolean {
  return a === b || (a.nullable === b.nullable && equalIgnoringNullability(a, b));
}

/** As `equalTypes`, but the outermost NOT NULL does not count. */
export function equalIgnoringNullability(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  if ('scale' in a && 'scale' in b) return a.precision === b.precision && a.scale === b.scale;
  if ('precision' in a && 'precision' in b) return a.precision === b.precision;
  if ('length' in a && 'length' in b) return a.length === b.length;
  return equalParts(a, b);
}

/** Of two types of one kind without parameters: what they are made of. */
function equalParts(a: DataType, b: DataType): boolean {
  if ('element' in a && 'element' in b) return equalTypes(a.element, b.element);
  if ('key' in a && 'key' in b) return equalTypes(a.key, b.key) && equalTypes(a.value, b.value);
  if ('fields' in a && 'fields' in b) return equalFields(a.fields, b.fields);
  return true;
}

function equalFields(a: readonly RowField[], b: readonly RowField[]): boolean {
  return (
    a.length === b.length &&
    a.every((field, at) => {
      const other = b[at];
      return (
        field.name === other?.name &&
        field.description === other.description &&
        equalTypes(field.type, other.type)
      );
    })
  );
}

/** The type with another nullability; the same object when nothing changes. */
export function withNullable(type: DataType, nullable: boolean): DataType {
  return type.nullable === nullable ? type : { ...type, nullable };
}
