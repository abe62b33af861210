// The tables that the generator makes up: a small shop, and any table that `tables` names without a pattern.
import {
  formatTableId,
  parseTableId,
  tableId,
  type Column,
  type TableId,
  type TableSchema,
} from '@tailrace/core/table';
import { MAX_LENGTH, type DataType } from '@tailrace/core/types';
import type { Row, Value } from '@tailrace/core/value';
import { hashInt, hashUnit, pick } from './random.ts';

export interface MadeTable {
  readonly table: TableId;
  readonly schema: TableSchema;
  /** The row of a key in its n-th version (0 is the first); the same for the same seed. */
  row(key: number, version: number, seed: number): Row;
}

const BIGINT_KEY: DataType = { kind: 'BIGINT', nullable: false };
const BIGINT: DataType = { kind: 'BIGINT', nullable: true };
const INT: DataType = { kind: 'INT', nullable: true };
const BOOLEAN: DataType = { kind: 'BOOLEAN', nullable: true };
const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
const MONEY: DataType = { kind: 'DECIMAL', precision: 12, scale: 2, nullable: true };
const MOMENT: DataType = { kind: 'TIMESTAMP', precision: 3, nullable: true };

type Cell = (key: number, version: number, seed: number) => Value;

function made(id: TableId, comment: string, cells: readonly (readonly [Column, Cell])[]): MadeTable {
  return {
    table: id,
    schema: {
      columns: cells.map(([column]) => column),
      primaryKeys: ['id'],
      partitionKeys: [],
      options: {},
      comment,
    },
    row: (key, version, seed) => cells.map(([, cell]) => cell(key, version, seed)),
  };
}

const NAMES = ['Ada', 'Bela', 'Chiara', 'Daisuke', 'Emeka', 'Farida', 'Gudrun', 'Hiro'] as const;
const COUNTRIES = ['DE', 'JP', 'NG', 'NO', 'BR', 'US'] as const;
const THINGS = ['lamp', 'kettle', 'chair', 'notebook', 'radio', 'bicycle'] as const;
const STATES = ['new', 'paid', 'shipped', 'returned'] as const;
/** 2026-01-01T00:00:00; rows are dated from it by their number, so that a seed gives the same rows on any day. */
const EPOCH_MS = 1_767_225_600_000;

const id: readonly [Column, Cell] = [{ name: 'id', type: BIGINT_KEY }, (key) => BigInt(key)];
const money =
  (salt: number): Cell =>
  (key, version, seed) => ({
    unscaled: BigInt(100 + hashInt(99_900, seed, key, version, salt)),
    scale: 2,
  });
const moment: readonly [Column, Cell] = [
  { name: 'updated_at', type: MOMENT },
  (key, version) => ({ ms: EPOCH_MS + key * 1000 + version * 61_000, nanos: 0 }),
];

const SHOP: readonly MadeTable[] = [
  made(tableId('shop', 'customers'), 'Who buys.', [
    id,
    [{ name: 'name', type: STRING }, (key, _, seed) => `${pick(NAMES, seed, key)} ${key}`],
    [{ name: 'country', type: STRING }, (key, version, seed) => pick(COUNTRIES, seed, key, version)],
    [{ name: 'active', type: BOOLEAN }, (key, version, seed) => hashUnit(seed, key, version, 3) < 0.9],
    moment,
  ]),
  made(tableId('shop', 'orders'), 'What they ordered.', [
    id,
    [{ name: 'customer_id', type: BIGINT }, (key, _, seed) => BigInt(1 + hashInt(100, seed, key))],
    [{ name: 'status', type: STRING }, (_, version) => STATES[Math.min(version, STATES.length - 1)] ?? 'new'],
    [{ name: 'total', type: MONEY }, money(1)],
    [
      { name: 'note', type: STRING },
      (key, version, seed) => (hashUnit(seed, key, version, 5) < 0.7 ? null : `note ${version} of ${key}`),
    ],
    moment,
  ]),
  made(tableId('shop', 'products'), 'What there is to buy.', [
    id,
    [{ name: 'name', type: STRING }, (key, _, seed) => `${pick(THINGS, seed, key)} ${key}`],
    [{ name: 'price', type: MONEY }, money(2)],
    [{ name: 'stock', type: INT }, (key, version, seed) => hashInt(1000, seed, key, version)],
    moment,
  ]),
];

const NAMED: readonly (readonly [Column, Cell])[] = [
  id,
  [{ name: 'name', type: STRING }, (key, _, seed) => `${pick(THINGS, seed, key)} ${key}`],
  [{ name: 'amount', type: MONEY }, money(4)],
  moment,
];

/** A list item that is a plain id names a table; one with any sign of a pattern does not. */
const PLAIN_ID = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,2}$/u;

/** All tables, in the order of their names. */
export function madeTables(patterns: string | undefined): readonly MadeTable[] {
  const byName = new Map(SHOP.map((table) => [formatTableId(table.table), table]));
  for (const item of (patterns ?? '').split(',').map((part) => part.trim())) {
    const named = PLAIN_ID.test(item) && !byName.has(item) ? parseTableId(item) : undefined;
    if (named !== undefined) byName.set(item, made(named, 'Made up.', NAMED));
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, table]) => table);
}
