// Cells of MySQL's log, of every type and form, with whatever bytes they may hold.
import type { DataType } from '@tailrace/core/types';
import fc from 'fast-check';
import { COLUMN, type LoggedColumn } from '../../mysql/binlog/column-type.ts';
import type { ColumnFacts } from '../../mysql/types/log-decoders.ts';
import { decimalBytes } from '../../mysql/values/decimal.ts';

type Bare = DataType extends infer T ? (T extends DataType ? Omit<T, 'nullable'> : never) : never;

export interface LogCell {
  readonly name: string;
  readonly logged: LoggedColumn;
  readonly type: DataType;
  readonly facts: ColumnFacts;
  /** Bytes of a cell, without the length in front. */
  readonly cell: fc.Arbitrary<Buffer>;
  /** False: all of its cells have to be decoded. */
  readonly straight: boolean;
}

const bytes = (size: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((each) => Buffer.from(each));

const edges = (size: number): fc.Arbitrary<Buffer> =>
  fc.oneof(
    bytes(size),
    fc
      .array(fc.constantFrom(0, 0x7f, 0x80, 0xff), { minLength: size, maxLength: size })
      .map((each) => Buffer.from(each)),
  );

interface More {
  readonly cell?: fc.Arbitrary<Buffer>;
  readonly unsigned?: boolean;
  readonly charset?: string;
  readonly straight?: boolean;
  readonly nullable?: boolean;
  readonly column?: Partial<LoggedColumn>;
}

function make(name: string, [type, size]: readonly [number, number], bare: Bare, more: More = {}): LogCell {
  const nullable = more.nullable ?? true;
  return {
    name,
    logged: { type, size, nullable, ...more.column },
    type: { ...bare, nullable } as DataType,
    facts: {
      unsigned: more.unsigned ?? false,
      charset: more.charset,
      labels: undefined,
      nullable,
      compactJson: false,
      onZeroDate: () => undefined,
    },
    cell: more.cell ?? edges(size),
    straight: more.straight ?? true,
  };
}

/** decimal2bin: groups of nine digits from the point outwards, the first bit turned, all bits of a negative number turned. */
function decimalCell(precision: number, scale: number): fc.Arbitrary<Buffer> {
  const limit = 10n ** BigInt(precision) - 1n;
  const digits = fc.oneof(
    fc.bigInt({ min: 0n, max: limit }),
    fc.constantFrom(0n, 1n, limit),
    fc.bigInt({ min: 0n, max: limit < 10_000n ? limit : 10_000n }),
  );
  return fc.tuple(digits, fc.boolean()).map(([number, negative]) => {
    const text = number.toString().padStart(precision, '0');
    const whole = text.slice(0, precision - scale);
    const fraction = text.slice(precision - scale);
    const first = whole.length % 9;
    const groups = [
      ...(first === 0 ? [] : [whole.slice(0, first)]),
      ...(whole.slice(first).match(/.{9}/gu) ?? []),
      ...(fraction.match(/.{1,9}/gu) ?? []),
    ];
    const out = Buffer.concat(
      groups.map((group) => {
        const size = Math.min(4, Math.ceil(group.length / 2));
        const part = Buffer.alloc(size);
        part.writeUIntBE(Number(group), 0, size);
        return part;
      }),
    );
    out[0] = (out[0] ?? 0) | 0x80;
    // Zero has no sign.
    return negative && number !== 0n ? Buffer.from(out.map((each) => each ^ 0xff)) : out;
  });
}

const decimal = (precision: number, scale: number, straight: boolean): LogCell =>
  make(
    `DECIMAL(${precision}, ${scale})`,
    [COLUMN.NEWDECIMAL, decimalBytes(precision, scale)],
    { kind: 'DECIMAL', precision, scale },
    { cell: decimalCell(precision, scale), straight, column: { precision, scale } },
  );

const utf8 = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => Buffer.from(text));
const FSP = [0, 1, 2, 3, 4, 5, 6];
const fractionOf = (fsp: number): fc.Arbitrary<Buffer> => {
  const size = (fsp + 1) >> 1;
  return fc.nat(10 ** fsp - 1).map((digits) => {
    const out = Buffer.alloc(size);
    if (size > 0) out.writeUIntBE(digits * (fsp % 2 === 1 ? 10 : 1), 0, size);
    return out;
  });
};

const datetimeCell = (fsp: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.nat(9999), fc.nat(12), fc.nat(31), fc.nat(86_399), fractionOf(fsp))
    .map(([year, month, day, seconds, fraction]) => {
      const time =
        (BigInt(Math.floor(seconds / 3600)) << 12n) |
        (BigInt(Math.floor(seconds / 60) % 60) << 6n) |
        BigInt(seconds % 60);
      const whole = (BigInt(year * 13 + month) << 22n) | (BigInt(day) << 17n) | time | (1n << 39n);
      const out = Buffer.alloc(8);
      out.writeBigUInt64BE(whole);
      return Buffer.concat([out.subarray(3), fraction]);
    });

const timeCell = (fsp: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.oneof(fc.nat(23), fc.nat(838)), fc.nat(59), fc.nat(59), fractionOf(fsp), fc.boolean())
    .map(([hour, minute, second, fraction, negative]) => {
      const bits = 8 * fraction.length;
      const value =
        (BigInt((hour << 12) | (minute << 6) | second) << BigInt(bits)) |
        BigInt(fraction.length === 0 ? 0 : fraction.readUIntBE(0, fraction.length));
      const stored = (0x80_0000n << BigInt(bits)) + (negative ? -value : value);
      const out = Buffer.alloc(8);
      out.writeBigUInt64BE(stored);
      return out.subarray(5 - fraction.length);
    });

const dateCell = fc.tuple(fc.nat(9999), fc.nat(12), fc.nat(31)).map(([year, month, day]) => {
  const out = Buffer.alloc(3);
  out.writeUIntLE((year << 9) | (month << 5) | day, 0, 3);
  return out;
});

const timestampCell = (fsp: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.oneof(bytes(4), fc.constant(Buffer.alloc(4))), fractionOf(fsp))
    .map((parts) => Buffer.concat(parts));

export const LOG_CELLS: readonly LogCell[] = [
  make('TINYINT(1)', [COLUMN.TINY, 1], { kind: 'BOOLEAN' }),
  make('TINYINT', [COLUMN.TINY, 1], { kind: 'TINYINT' }),
  make('TINYINT UNSIGNED', [COLUMN.TINY, 1], { kind: 'SMALLINT' }, { unsigned: true }),
  make('SMALLINT', [COLUMN.SHORT, 2], { kind: 'SMALLINT' }),
  make('SMALLINT UNSIGNED', [COLUMN.SHORT, 2], { kind: 'INT' }, { unsigned: true }),
  make('MEDIUMINT', [COLUMN.INT24, 3], { kind: 'INT' }),
  make('MEDIUMINT UNSIGNED', [COLUMN.INT24, 3], { kind: 'INT' }, { unsigned: true }),
  make('INT', [COLUMN.LONG, 4], { kind: 'INT' }),
  make('INT UNSIGNED', [COLUMN.LONG, 4], { kind: 'BIGINT' }, { unsigned: true }),
  make('BIGINT', [COLUMN.LONGLONG, 8], { kind: 'BIGINT' }),
  make(
    'BIGINT UNSIGNED',
    [COLUMN.LONGLONG, 8],
    { kind: 'DECIMAL', precision: 20, scale: 0 },
    {
      unsigned: true,
      cell: fc.oneof(
        edges(8),
        fc.bigInt({ min: 0n, max: 2n ** 54n }).map((value) => {
          const out = Buffer.alloc(8);
          out.writeBigUInt64LE(value);
          return out;
        }),
      ),
    },
  ),
  make('YEAR', [COLUMN.YEAR, 1], { kind: 'INT' }, { straight: false }),
  make('BIT(1)', [COLUMN.BIT, 1], { kind: 'BOOLEAN' }, { straight: false, column: { bits: 1 } }),
  make('BIT(10)', [COLUMN.BIT, 2], { kind: 'BINARY', length: 2 }, { column: { bits: 10 } }),
  make(
    'FLOAT',
    [COLUMN.FLOAT, 4],
    { kind: 'FLOAT' },
    {
      cell: fc.float({ noNaN: true }).map((value) => {
        const out = Buffer.alloc(4);
        out.writeFloatLE(value);
        return out;
      }),
    },
  ),
  make(
    'FLOAT(7, 3)',
    [COLUMN.FLOAT, 4],
    { kind: 'DOUBLE' },
    {
      straight: false,
      cell: fc.float({ noNaN: true }).map((value) => {
        const out = Buffer.alloc(4);
        out.writeFloatLE(value);
        return out;
      }),
    },
  ),
  make(
    'DOUBLE',
    [COLUMN.DOUBLE, 8],
    { kind: 'DOUBLE' },
    {
      cell: fc.double({ noNaN: true }).map((value) => {
        const out = Buffer.alloc(8);
        out.writeDoubleLE(value);
        return out;
      }),
    },
  ),
  ...(
    [
      [1, 0],
      [1, 1],
      [4, 4],
      [5, 5],
      [9, 0],
      [9, 9],
      [10, 2],
      [12, 2],
      [15, 0],
      [15, 12],
      [16, 8],
      [18, 9],
      [27, 12],
      [12, 12],
    ] as const
  ).map(([precision, scale]) => decimal(precision, scale, true)),
  decimal(16, 0, false),
  decimal(38, 10, false),
  decimal(20, 13, false),
  make(
    'VARCHAR utf8mb4',
    [COLUMN.VARCHAR, -1],
    { kind: 'VARCHAR', length: 60 },
    { cell: utf8, charset: 'utf8mb4' },
  ),
  make(
    'TEXT utf8mb3',
    [COLUMN.BLOB, -2],
    { kind: 'VARCHAR', length: 2_147_483_647 },
    { cell: utf8, charset: 'utf8mb3' },
  ),
  make(
    'LONGTEXT ascii',
    [COLUMN.BLOB, -4],
    { kind: 'VARCHAR', length: 2_147_483_647 },
    { cell: fc.string({ maxLength: 400 }).map((each) => Buffer.from(each)), charset: 'ascii' },
  ),
  make('CHAR utf8mb4', [COLUMN.STRING, -1], { kind: 'CHAR', length: 60 }, { cell: utf8, charset: 'utf8mb4' }),
  make(
    'VARCHAR latin1',
    [COLUMN.VARCHAR, -1],
    { kind: 'VARCHAR', length: 60 },
    { cell: fc.uint8Array({ maxLength: 60 }).map((each) => Buffer.from(each)), charset: 'latin1' },
  ),
  make(
    'VARCHAR gbk',
    [COLUMN.VARCHAR, -1],
    { kind: 'VARCHAR', length: 60 },
    {
      cell: fc.oneof(
        fc.string({ maxLength: 60 }).map((each) => Buffer.from(each)),
        fc.constant(Buffer.from('bababaD7D6', 'hex')),
      ),
      charset: 'gbk',
    },
  ),
  make(
    'VARCHAR utf16',
    [COLUMN.VARCHAR, -1],
    { kind: 'VARCHAR', length: 60 },
    {
      cell: fc.string({ maxLength: 30 }).map((text) => Buffer.from(text, 'utf16le').swap16()),
      charset: 'utf16',
      straight: false,
    },
  ),
  make(
    'BINARY(16)',
    [COLUMN.STRING, -1],
    { kind: 'BINARY', length: 16 },
    { cell: fc.uint8Array({ maxLength: 16 }).map((each) => Buffer.from(each)), column: { maxBytes: 16 } },
  ),
  make(
    'VARBINARY',
    [COLUMN.VARCHAR, -2],
    { kind: 'VARBINARY', length: 300 },
    { cell: fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)) },
  ),
  make(
    'BLOB',
    [COLUMN.BLOB, -3],
    { kind: 'VARBINARY', length: 2_147_483_647 },
    { cell: fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)) },
  ),
  make('DATE', [COLUMN.DATE, 3], { kind: 'DATE' }, { cell: dateCell }),
  make('DATE NOT NULL', [COLUMN.DATE, 3], { kind: 'DATE' }, { cell: dateCell, nullable: false }),
  ...FSP.flatMap((fsp): readonly LogCell[] => {
    const column = { fsp };
    const size = (fsp + 1) >> 1;
    return [
      make(
        `TIME(${fsp})`,
        [COLUMN.TIME2, 3 + size],
        { kind: 'TIME', precision: fsp },
        { cell: timeCell(fsp), column },
      ),
      make(
        `DATETIME(${fsp})`,
        [COLUMN.DATETIME2, 5 + size],
        { kind: 'TIMESTAMP', precision: fsp },
        { cell: datetimeCell(fsp), column },
      ),
      make(
        `TIMESTAMP(${fsp})`,
        [COLUMN.TIMESTAMP2, 4 + size],
        { kind: 'TIMESTAMP_LTZ', precision: fsp },
        { cell: timestampCell(fsp), column, nullable: fsp % 2 === 0 },
      ),
    ];
  }),
  make(
    'DATETIME of before 5.6',
    [COLUMN.DATETIME, 8],
    { kind: 'TIMESTAMP', precision: 0 },
    { cell: fc.constant(Buffer.from('00e1f50512000000', 'hex')), straight: false },
  ),
];
