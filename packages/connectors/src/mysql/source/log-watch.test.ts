import { expect, it } from 'vitest';
import { expiry } from './log-watch.ts';

const at = (file: string) => ({ file, pos: 4, gtids: '', server: 's', created: 0 });
const files = ['log.000002', 'log.000003'].map((file) => ({ file, size: 100 }));
const HOUR = 3_600_000;

it.each([
  ['in the newest file nothing expires', 'log.000003', 9 * HOUR, 10 * HOUR, {}],
  ['a server that keeps all', 'log.000002', 9 * HOUR, 0, {}],
  ['time enough', 'log.000002', 4 * HOUR, 10 * HOUR, { leftMs: 6 * HOUR }],
  ['half of it gone', 'log.000002', 5 * HOUR, 10 * HOUR, { leftMs: 5 * HOUR, risk: 'binlog-expires-soon' }],
  ['all of it gone', 'log.000002', 11 * HOUR, 10 * HOUR, { leftMs: 0, risk: 'binlog-expires-soon' }],
  ['a file that is gone', 'log.000001', undefined, 0, { risk: 'binlog-file-removed' }],
  ['no change yet, so no age', 'log.000002', undefined, HOUR, {}],
] as const)('%s', (...[, file, sinceMs, keepMs, expected]) => {
  const { leftMs, risk } = expiry({ files, durable: at(file), sinceMs, keepMs });
  expect({ leftMs, risk: risk?.code }).toEqual({ leftMs: undefined, risk: undefined, ...expected });
});
