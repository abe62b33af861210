import type { Value } from '@tailrace/core/value';

/** The value of the cell in buffer[at, at + length), which is not NULL. */
export type CellDecoder = (buffer: Buffer, at: number, length: number) => Value;
