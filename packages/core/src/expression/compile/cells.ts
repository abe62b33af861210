// Reads a cell as what its static type says it holds. Cells carry no tag (see value/value.ts), so this is the one place where the
// compiler's knowledge of types meets TypeScript's; the assertions here are guarded by the type checker of expressions.
import { must } from '../../assert/index.ts';
import type { Decimal, MapValue, Timestamp, Value, VariantValue, ZonedTimestamp } from '../../value/index.ts';

export function textCell(value: Value): string {
  return typeof value === 'string' ? value : mismatch(value, 'text');
}

export function numberCell(value: Value): number {
  return typeof value === 'number' ? value : mismatch(value, 'number');
}

export function bigintCell(value: Value): bigint {
  return typeof value === 'bigint' ? value : mismatch(value, 'bigint');
}

export function decimalCell(value: Value): Decimal {
  return value as Decimal;
}

export function bytesCell(value: Value): Uint8Array {
  return value as Uint8Array;
}

export function timestampCell(value: Value): Timestamp {
  return value as Timestamp;
}

export function zonedCell(value: Value): ZonedTimestamp {
  return value as ZonedTimestamp;
}

export function variantCell(value: Value): VariantValue {
  return value as VariantValue;
}

export function listCell(value: Value): readonly Value[] {
  return value as readonly Value[];
}

export function mapCell(value: Value): MapValue {
  return value as MapValue;
}

function mismatch(value: Value, expected: string): never {
  return must<never>(undefined, `a cell of kind ${expected} holds a ${typeof value}`);
}
