// Types of PostgreSQL and MariaDB with literals at their limits.

export interface TypeCase {
  readonly type: string;
  readonly values: readonly string[];
  /** Values that every sink but this one can hold. */
  readonly only?: { readonly to: 'postgres' | 'mysql'; readonly values: readonly string[] };
  /** A sink that has no place for values of this type at all. */
  readonly not?: 'postgres' | 'mysql';
}

const long = (text: string, times: number): string => `repeat('${text}', ${times})`;

/** `only … to: mysql` are values that MySQL has no place for; they stop a run into it (mysql/sink/sink.int.test.ts). */
export const POSTGRES_TYPES: readonly TypeCase[] = [
  { type: 'boolean', values: ['true', 'false'] },
  { type: 'smallint', values: ['-32768', '32767'] },
  { type: 'integer', values: ['-2147483648', '2147483647'] },
  { type: 'bigint', values: ['-9223372036854775808', '9223372036854775807', '9007199254740993'] },
  { type: 'oid', values: ['4294967295'] },
  {
    type: 'real',
    values: ['3.4028235e38', '1.4e-45', '0.1', '16777216'],
    only: { to: 'mysql', values: ["'NaN'", "'-Infinity'", "'-0'"] },
  },
  {
    type: 'double precision',
    values: ['1.7976931348623157e308', '5e-324', '0.1', '1e23'],
    only: { to: 'mysql', values: ["'NaN'", "'Infinity'", "'-0'"] },
  },
  { type: 'numeric(38, 10)', values: ['9999999999999999999999999999.9999999999', '-0.0000000001', '10000'] },
  { type: 'numeric(38, 30)', values: ['99999999.999999999999999999999999999999'] },
  { type: 'numeric(38, 38)', values: ['0.00000000000000000000000000000000000001'], not: 'mysql' },
  { type: 'numeric(3, -2)', values: ['12345'] },
  { type: 'numeric', values: ['99999999999999999999999999999999999999', '-7'] },
  { type: 'money', values: ["'-92233720368547758.08'"] },
  { type: 'char(5)', values: ["'ab'", "''"] },
  { type: 'varchar(3)', values: ["'äöü'", "'a  '", "'日本🙂'"] },
  {
    type: 'text',
    values: ["E'tab\\t back\\\\ quote'' \\\\N 😀 \\n \\r'", "''", long('long', 50_000), "' x '"],
  },
  { type: 'bytea', values: ["'\\x00ff5c0a09275c4e'", "''", "decode(repeat('00ff', 40000), 'hex')"] },
  {
    type: 'date',
    values: ["'0001-01-01'", "'9999-12-31'", "'2024-02-29'", "'1582-10-10'"],
    only: { to: 'mysql', values: ["'4713-01-01 BC'", "'5874897-12-31'"] },
  },
  { type: 'time', values: ["'23:59:59.999999'", "'00:00'", "'00:00:00.000001'"] },
  {
    type: 'timestamp',
    values: ["'0001-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999999'"],
    only: { to: 'mysql', values: ["'4713-01-01 00:00:00.000001 BC'", "'12026-01-31 01:02:03'"] },
  },
  { type: 'timestamp(3)', values: ["'2026-01-31 23:59:59.123'"] },
  {
    type: 'timestamptz',
    values: [
      "'2026-06-15 12:00:00.5+05:30'",
      "'0001-01-01 00:00:00+00'",
      "'9999-12-31 23:59:59.999999+00'",
      "'2024-03-31 01:30:00+00'",
    ],
    only: { to: 'mysql', values: ["'0044-03-15 12:00+00 BC'"] },
  },
  { type: 'interval', values: ["'1 day 00:00:00.000001'", "'-1 hour'"] },
  { type: 'bit', values: ["B'1'", "B'0'"] },
  { type: 'bit(10)', values: ["B'1000000011'"] },
  { type: 'varbit', values: ["B'0011'"] },
  { type: 'uuid', values: ["'123E4567-e89b-12d3-a456-426614174000'"] },
  { type: 'json', values: [`'{"a": 1.10, "a":2}'`] },
  { type: 'jsonb', values: [`'{"b": 1.10, "a":"\\u00e4"}'`] },
  { type: 'xml', values: ["'<a>1</a>'"] },
  { type: 'inet', values: ["'192.168.0.1'", "'10.0.0.0/8'", "'::1'"] },
  { type: 'macaddr', values: ["'08:00:2b:01:02:03'"] },
  { type: 'int4range', values: ["'[1,5)'", "'empty'"] },
  { type: 'point', values: ["'(1.5,-2)'"] },
  { type: 'tsvector', values: ["'a b'"] },
  { type: 'int[]', values: ["'{1,NULL,-3}'", "'{}'"] },
  { type: 'text[]', values: [`ARRAY['a"b\\c', 'NULL', '', NULL, ' x, {y} ']`] },
];

const repeat = (text: string, times: number): string => `REPEAT(${text}, ${times})`;

export const MYSQL_TYPES: readonly TypeCase[] = [
  { type: 'TINYINT', values: ['-128', '127'] },
  { type: 'TINYINT UNSIGNED', values: ['255', '0'] },
  { type: 'TINYINT(1)', values: ['0', '1'] },
  { type: 'SMALLINT', values: ['-32768', '32767'] },
  { type: 'SMALLINT UNSIGNED', values: ['65535'] },
  { type: 'MEDIUMINT', values: ['-8388608', '8388607'] },
  { type: 'MEDIUMINT UNSIGNED', values: ['16777215'] },
  { type: 'INT', values: ['-2147483648', '2147483647'] },
  { type: 'INT UNSIGNED', values: ['4294967295'] },
  { type: 'BIGINT', values: ['-9223372036854775808', '9223372036854775807', '9007199254740993'] },
  { type: 'BIGINT UNSIGNED', values: ['18446744073709551615', '0'] },
  { type: 'DECIMAL(38, 10)', values: ['-9999999999999999999999999999.9999999999', '0.0000000001'] },
  { type: 'DECIMAL(65, 30)', values: ['99999999999999999999999999999999999.999999999999999999999999999999'] },
  { type: 'FLOAT', values: ['1.1', '-3.4028e38', '0.1234567'] },
  { type: 'DOUBLE', values: ['0.1', '-1.7976931348623157e308', '5e-324'] },
  { type: 'BIT(1)', values: ["b'0'", "b'1'"] },
  { type: 'BIT(64)', values: ["b'1000000000000000000000000000000000000000000000000000000000000001'"] },
  { type: 'YEAR', values: ['1901', '2155'] },
  { type: 'DATE', values: ["'1000-01-01'", "'9999-12-31'", "'2024-02-29'"] },
  { type: 'TIME', values: ["'00:00:00'", "'23:59:59'"] },
  { type: 'TIME(6)', values: ["'12:34:56.789012'"] },
  { type: 'DATETIME', values: ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"] },
  { type: 'DATETIME(6)', values: ["'2024-12-31 23:59:59.999999'"] },
  { type: 'TIMESTAMP', values: ["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'2024-03-31 01:30:00'"] },
  { type: 'TIMESTAMP(6)', values: ["'2024-10-27 02:30:00.000001'"] },
  { type: 'CHAR(5)', values: ["'a b'", "''", "'ÄÖ€'"] },
  {
    type: 'VARCHAR(20)',
    values: ["'plain'", "'😀'", "'trailing  '", "'b\\n\\\\ \\'\\t'"],
    only: { to: 'postgres', values: ["'a\\0b'"] },
  },
  { type: 'VARCHAR(20) CHARACTER SET latin1', values: ["'€ÄŸ'"] },
  { type: 'TEXT', values: [repeat("'x'", 65_535)] },
  { type: 'LONGTEXT', values: [repeat("'日'", 70_000)] },
  { type: 'JSON', values: [`'{"b": [1, 2.50, "x"], "a": null}'`] },
  { type: "ENUM('one', 'two,2', 'it''s')", values: ["'one'", "'two,2'", "'it''s'"] },
  { type: "SET('a', 'b', 'c')", values: ["'a'", "'a,c'", "''"] },
  { type: 'BINARY(8)', values: ["x'0100'", "x'FFFFFFFFFFFFFFFF'"] },
  { type: 'VARBINARY(300)', values: ["x'00FF00'", "''", "x'5C4E0A09275C'"] },
  { type: 'LONGBLOB', values: [repeat("x'80'", 70_000), "x'C328'"] },
  { type: 'UUID', values: ["'123e4567-e89b-12d3-a456-426655440000'"] },
  { type: 'INET6', values: ["'2001:db8::1'"] },
];
