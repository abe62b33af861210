// Values as text inside SQL, for the few places where COPY does not reach: keys of deletes, rows of tables without a key.
import type { DataType } from '@tailrace/core/types';
import { encodeValue } from '@tailrace/core/event';
import type { Value } from '@tailrace/core/value';
import { quoteLiteral } from '../sql-text.ts';

/** The value as PostgreSQL reads it from text; undefined for NULL. */
export function valueText(value: Value, type: DataType): string | undefined {
  if (value === null) return undefined;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (type.kind === 'ARRAY' && Array.isArray(value)) {
    return arrayText((value as readonly Value[]).map((item) => valueText(item, type.element)));
  }
  const json = encodeValue(value, type);
  return typeof json === 'object' ? JSON.stringify(json) : yearText(String(json), type);
}

/** Years of more than four digits lose their sign, which PostgreSQL does not read. */
function yearText(text: string, type: DataType): string {
  const dated = type.kind === 'DATE' || type.kind.startsWith('TIMESTAMP');
  return dated ? text.replace(/^\+0*(?=\d{4})/u, '') : text;
}

/** `{"a",NULL,"b"}`. */
export function arrayText(items: readonly (string | undefined)[]): string {
  return `{${items.map((item) => (item === undefined ? 'NULL' : `"${item.replaceAll(/["\\]/gu, '\\$&')}"`)).join(',')}}`;
}

export function arrayLiteral(items: readonly (string | undefined)[], type: string): string {
  return `${quoteLiteral(arrayText(items))}::${type}[]`;
}

export function valueLiteral(value: Value, type: DataType, targetType: string): string {
  const text = valueText(value, type);
  return text === undefined ? 'NULL' : `${quoteLiteral(text)}::${targetType}`;
}
