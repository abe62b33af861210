// Where a column of PostgreSQL is another type than that of the pipeline: what is kept, and what stops the run instead of being changed.
// Part of the descriptor: the documentation is made from this list.
import type { TypeConversion } from '@tailrace/core/descriptor';

export const SINK_CONVERSIONS: readonly TypeConversion[] = [
  { from: 'BOOLEAN', to: 'boolean', kind: 'exact' },
  { from: 'TINYINT, SMALLINT', to: 'smallint', kind: 'exact' },
  { from: 'INT, BIGINT', to: 'integer, bigint', kind: 'exact' },
  { from: 'FLOAT, DOUBLE', to: 'real, double precision', kind: 'exact' },
  { from: 'DECIMAL(p, s)', to: 'numeric(p, s)', kind: 'exact' },
  { from: 'CHAR(n)', to: 'character(n)', kind: 'declared', note: 'Filled up with blanks to n characters.' },
  {
    from: 'VARCHAR(n), STRING',
    to: 'character varying(n), text',
    kind: 'declared',
    note: 'A NUL character, which PostgreSQL has not, stops the run.',
  },
  { from: 'BINARY(n), VARBINARY(n), BYTES', to: 'bytea', kind: 'exact' },
  { from: 'DATE', to: 'date', kind: 'exact' },
  {
    from: 'TIME(p), TIMESTAMP(p)',
    to: 'time, timestamp',
    kind: 'declared',
    note: 'A fraction finer than microseconds stops the run.',
  },
  {
    from: 'TIMESTAMP_LTZ(p)',
    to: 'timestamp with time zone',
    kind: 'declared',
    note: 'A fraction finer than microseconds stops the run.',
  },
  {
    from: 'TIMESTAMP_TZ(p)',
    to: 'timestamp with time zone',
    kind: 'declared',
    note: 'The instant is kept, the offset it was written with is not.',
  },
  { from: 'ARRAY of simple types', to: 'an array', kind: 'exact' },
  {
    from: 'ARRAY of others, MAP, ROW, VARIANT',
    to: 'jsonb',
    kind: 'declared',
    note: 'In the notation of change events; PostgreSQL orders the keys of objects.',
  },
];
