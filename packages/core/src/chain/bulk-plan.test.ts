import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { formatTableId } from '../table/index.ts';
import { type Row, UNSENT } from '../value/index.ts';
import { chainOf, send, create, RULE, T, MERGED, id } from './testing/chain-of.ts';

describe('the bulk way', () => {
  const plan = (yaml: string, ...events: object[]) => {
    const chain = chainOf(yaml);
    send(chain, ...events);
    return chain.bulkPlan(id(formatTableId(id('db.t'))));
  };

  it('forwards columns, computes the others and filters, reading no more than it has to', () => {
    const bulk = must(plan(RULE, T), 'a plan');
    expect(bulk.usedColumns).toEqual([0, 1]);
    const row: Row = [2, 'x', UNSENT];
    expect(bulk.filter?.(row)).toBe(true);
    expect(bulk.filter?.([1, ...row.slice(1)])).toBe(false);
    const [outputs] = bulk.targets.map((target) => target.outputs);
    expect(outputs?.map((output) => output.kind)).toEqual(['forward', 'compute', 'forward']);
    const computed = outputs?.[1];
    expect(computed?.kind === 'compute' && computed.evaluate(row)).toBe('X');
    expect(outputs?.[2]).toEqual({ kind: 'forward', column: 1 });
  });

  it('computes what may fail before the filter, as events do', () => {
    const bulk = must(plan(RULE.replace('UPPER(name)', '10 / (id - 1)'), T), 'a plan');
    expect(bulk.filter?.([3, 'x', UNSENT])).toBe(true);
    expect(() => bulk.filter?.([1, 'x', UNSENT])).toThrow('division by zero');
  });

  it('gives NULL for columns of other tables, and each route its target', () => {
    const yaml =
      'route:\n  - source-table: db.\\.*\n    sink-table: a.all\n  - source-table: db.t\n    sink-table: b.t\n';
    const bulk = must(plan(yaml, create('db.s', { other: 'INT' }), T), 'a plan');
    expect(
      bulk.targets.map((target) => [
        formatTableId(target.sinkTable),
        target.outputs.map((output) => output.kind),
      ]),
    ).toEqual([
      ['a.all', ['null', 'forward', 'forward', 'forward']],
      ['b.t', ['forward', 'forward', 'forward']],
    ]);
    expect(bulk.usedColumns).toEqual([]);
    expect(bulk.filter).toBeUndefined();
  });

  it('is not there where values are converted, or metadata of the event is read', () => {
    expect(plan(MERGED.replace('part_\\.*', '\\.*'), create('db.s', { id: 'BIGINT' }), T)).toBeUndefined();
    expect(plan(RULE.replace('UPPER(name)', 'op_ts'), T)).toBeUndefined();
    expect(plan('')).toBeUndefined();
  });
});
