// Where a column of MySQL is another type than that of the pipeline: what is kept, and what stops the run instead of being changed.
// Part of the descriptor: the documentation is made from this list.
import type { TypeConversion } from '@tailrace/core/descriptor';

export const SINK_CONVERSIONS: readonly TypeConversion[] = [
  { from: 'BOOLEAN', to: 'TINYINT(1)', kind: 'exact', note: '1 and 0.' },
  { from: 'TINYINT, SMALLINT, INT, BIGINT', to: 'the same', kind: 'exact' },
  {
    from: 'FLOAT, DOUBLE',
    to: 'the same',
    kind: 'declared',
    note: 'NaN and the infinities, which MySQL does not have, stop the run; -0 becomes 0.',
  },
  { from: 'DECIMAL(p, s), s up to 30', to: 'DECIMAL(p, s)', kind: 'exact' },
  {
    from: 'DECIMAL(p, s), s over 30',
    to: 'VARCHAR(p + 3)',
    kind: 'exact',
    note: 'Plain digits: MySQL has 30 decimals at most.',
  },
  {
    from: 'CHAR(n), VARCHAR(n)',
    to: 'VARCHAR(n), or LONGTEXT where it does not fit into the row',
    kind: 'exact',
    note: 'Never CHAR, which drops blanks at the end. Compared by their bytes, as the pipeline does.',
  },
  { from: 'STRING', to: 'LONGTEXT', kind: 'exact' },
  {
    from: 'STRING, VARCHAR(n), BYTES, VARBINARY(n) in a primary key',
    to: 'VARCHAR or VARBINARY of what a key holds (3072 bytes for all its columns)',
    kind: 'declared',
    note: 'A longer value stops the run.',
  },
  {
    from: 'BINARY(n), VARBINARY(n)',
    to: 'VARBINARY(n), or LONGBLOB where it does not fit into the row',
    kind: 'exact',
    note: 'Never BINARY, which fills up with zeros.',
  },
  { from: 'BYTES', to: 'LONGBLOB', kind: 'exact' },
  { from: 'DATE', to: 'DATE', kind: 'declared', note: 'Years before 0 and after 9999 stop the run.' },
  {
    from: 'TIME(p)',
    to: 'TIME(6)',
    kind: 'declared',
    note: 'A fraction finer than microseconds stops the run.',
  },
  {
    from: 'TIMESTAMP(p)',
    to: 'DATETIME(6)',
    kind: 'declared',
    note: 'A fraction finer than microseconds, and years before 0 and after 9999, stop the run.',
  },
  {
    from: 'TIMESTAMP_LTZ(p)',
    to: 'DATETIME(6), in UTC',
    kind: 'declared',
    note: "As TIMESTAMP. MySQL's own TIMESTAMP ends in 2038; a table that has such columns already is written to as well.",
  },
  {
    from: 'TIMESTAMP_TZ(p)',
    to: 'DATETIME(6), in UTC',
    kind: 'declared',
    note: 'The instant is kept, the offset it was written with is not.',
  },
  {
    from: 'ARRAY, MAP, ROW, VARIANT',
    to: 'JSON',
    kind: 'declared',
    note: 'In the notation of change events. MySQL orders the keys of objects and has numbers as doubles; MariaDB keeps the text.',
  },
];
