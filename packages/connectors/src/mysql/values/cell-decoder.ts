import type { Value } from '@tailrace/core/value';

/** The value of the cell in buffer[at, at + length), which is not NULL. */
export type CellDecoder = (buffer: Buffer, at: number, length: number) => Value;

/**
 * A value that the column's type in the pipeline cannot hold; whoever knows table and column says where it stood. Never rounded,
 * clamped or turned to NULL instead, but for what the type mapping declares.
 */
export class ValueError extends Error {}
