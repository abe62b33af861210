import type { DataChangeEvent } from '@tailrace/core/event';
import type { Row, Value } from '@tailrace/core/value';

/** Roughly what a change holds in memory, in bytes: good enough to bound a batch, cheap enough to ask for each row. */
export function changeBytes(event: DataChangeEvent): number {
  switch (event.type) {
    case 'insert':
    case 'replace':
      return rowBytes(event.after);
    case 'delete':
      return rowBytes(event.before);
    case 'update':
      return rowBytes(event.before) + rowBytes(event.after);
  }
}

function rowBytes(row: Row): number {
  let bytes = 64 + row.length * 16;
  for (const value of row) {
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'object' && value !== null) bytes += objectBytes(value);
  }
  return bytes;
}

function objectBytes(value: Extract<Value, object>): number {
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.length * 32;
  if ('json' in value) return JSON.stringify(value.json).length;
  return 32;
}
