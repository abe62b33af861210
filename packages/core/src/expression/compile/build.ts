// Closures from closures. Each combinator is its own function literal, so that the engine can specialise the common shapes.
import { encodeUtf8, type Row, type Value } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { EventContext, Evaluate } from './environment.ts';
import type { Typed } from './typed.ts';

export function constantOf(type: DataType, value: Value): Typed {
  return {
    type: { ...type, nullable: value === null },
    evaluate: () => value,
    constant: true,
    literal: value,
    ...(typeof value === 'string' && value.isWellFormed() ? { isWellFormed: true } : {}),
  };
}

/** NULL as soon as the operand is. */
export function strict1(a: Evaluate, apply: (x: Value) => Value): Evaluate {
  return (row, context) => {
    const x = a(row, context);
    return x === null ? null : apply(x);
  };
}

/** NULL as soon as one operand is. */
export function strict2(a: Evaluate, b: Evaluate, apply: (x: Value, y: Value) => Value): Evaluate {
  return (row, context) => {
    const x = a(row, context);
    if (x === null) return null;
    const y = b(row, context);
    return y === null ? null : apply(x, y);
  };
}

/** NULL as soon as one argument is; for any number of them. */
export function strictAll(args: readonly Evaluate[], apply: (values: readonly Value[]) => Value): Evaluate {
  const [a, b, c] = args;
  if (a !== undefined && b !== undefined && args.length === 2) {
    return strict2(a, b, (x, y) => apply([x, y]));
  }
  if (a !== undefined && b !== undefined && c !== undefined && args.length === 3) {
    return (row, context) => {
      const x = a(row, context);
      if (x === null) return null;
      const y = b(row, context);
      if (y === null) return null;
      const z = c(row, context);
      return z === null ? null : apply([x, y, z]);
    };
  }
  return (row, context) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(row, context);
      if (value === null) return null;
      values.push(value);
    }
    return apply(values);
  };
}

const NO_ROW: Row = [];
const NO_EVENT: EventContext = { nowMs: 0, table: { parts: ['t'] }, op: '+I', meta: {} };

/** Evaluates a constant part now. One that fails (10 / 0) is left to fail on the first row. */
export function fold(typed: Typed): Typed {
  if (!typed.constant || typed.literal !== undefined) return typed;
  try {
    const value = typed.evaluate(NO_ROW, NO_EVENT);
    return { ...typed, evaluate: () => value, literal: value };
  } catch {
    return typed;
  }
}

export const isConstant = (parts: readonly Typed[]): boolean => parts.every((part) => part.constant);

export const isNullable = (parts: readonly Typed[]): boolean => parts.some((part) => part.type.nullable);

/** Bytes of a text or of bytes. */
export function bytesOf(value: Value): Uint8Array {
  return typeof value === 'string' ? encodeUtf8(value) : (value as Uint8Array); // the caller's type check admits only these
}
