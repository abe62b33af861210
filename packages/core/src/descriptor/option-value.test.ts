import { describe, expect, it } from 'vitest';
import {
  createCatalog,
  findOption,
  readOptions,
  readOptionValue,
  type ConnectorDescriptor,
  type OptionKind,
  type OptionSpec,
  type OptionValue,
} from './index.ts';

const spec = (kind: OptionKind, more: Partial<OptionSpec> = {}): OptionSpec => ({
  key: 'k',
  kind,
  description: '',
  ...more,
});

describe('values in the syntax of Flink', () => {
  it.each<[OptionSpec, string, OptionValue | undefined]>([
    [spec('boolean'), 'TRUE', true],
    [spec('boolean'), 'yes', undefined],
    [spec('integer'), '-7', -7],
    [spec('integer'), '1.0', undefined],
    [spec('integer'), '2147483648', undefined],
    [spec('integer', { long: true }), '2147483648', 2_147_483_648],
    [spec('integer', { long: true }), '9223372036854775807', undefined],
    [spec('integer', { min: 2 }), '1', undefined],
    [spec('integer', { min: 1, max: 9 }), '10', undefined],
    [spec('number'), '.5e1', 5],
    [spec('number'), 'NaN', undefined],
    [spec('number'), '', undefined],
    [spec('duration'), '30s', 30_000],
    [spec('duration'), ' 5 min ', 300_000],
    [spec('duration'), '3 m', 180_000],
    [spec('duration'), '250', 250],
    [spec('duration'), '10 µs', 0.01],
    [spec('duration'), '1.5s', undefined],
    [spec('duration'), '5 weeks', undefined],
    [spec('duration'), '5 toString', undefined],
    [spec('duration'), 's', undefined],
    [spec('memory-size'), '4MB', 4_194_304],
    [spec('memory-size'), '1 gibibytes', 1_073_741_824],
    [spec('memory-size'), '10', 10],
    [spec('memory-size'), '10 q', undefined],
    [spec('enum', { values: ['at-least-once', 'none'] }), 'AT-LEAST-ONCE', 'at-least-once'],
    [spec('enum', { values: ['at-least-once', 'none'] }), 'at_least_once', undefined],
    [spec('list'), 'a;b; c ', ['a', 'b', 'c']],
    [spec('list'), `"a;b";'c''d'`, ['a;b', "c'd"]],
    [spec('list', { separator: ',', values: ['op_ts'] }), 'op_ts', ['op_ts']],
    [spec('list', { separator: ',', values: ['op_ts'] }), 'op_ts,x', undefined],
    [spec('map'), `k1:v1,'k2:a,b'`, { k1: 'v1', k2: 'a,b' }],
    [spec('map'), 'k1', undefined],
    [spec('string'), ' as it is ', ' as it is '],
  ])('%j reads %j as %j', (option, text, expected) => {
    const reading = readOptionValue(option, text);
    expect(reading.ok ? reading.value : undefined).toEqual(expected);
  });
});

const descriptor: ConnectorDescriptor = {
  type: 't',
  role: 'sink',
  title: '',
  summary: '',
  glyph: '',
  engines: ['embedded'],
  tableIdParts: [1],
  checksKeys: true,
  options: [
    spec('string', { key: 'url', required: true }),
    spec('duration', { key: 'wait', default: '2s' }),
    spec('boolean', { key: 'on', default: true }),
    spec('integer', { key: 'size', aliases: ['length'], secret: true }),
    spec('list', { key: 'names' }),
    spec('string', { key: 'p.', prefix: true }),
    spec('string', { key: 'p.long.', prefix: true }),
    spec('string', { key: 'p.own' }),
  ],
  example: {},
};

describe('options of a running connector', () => {
  it('are typed, with defaults, aliases and families', () => {
    const options = readOptions(descriptor, { url: 'u', length: '7', names: 'a;b', 'p.x': '1', 'p.': 'no' });
    expect([options.requiredText('url'), options.number('wait'), options.boolean('on')]).toEqual([
      'u',
      2000,
      true,
    ]);
    expect([options.number('size'), options.list('names'), options.text('p.own')]).toEqual([
      7,
      ['a', 'b'],
      undefined,
    ]);
    expect(options.family('p.')).toEqual({ x: '1' });
  });

  it('name what is missing or wrong, and never a secret', () => {
    const options = readOptions(descriptor, { wait: 'soon', size: 'hunter2' });
    expect(() => options.requiredText('url')).toThrow(expect.objectContaining({ code: 'missing-option' }));
    expect(() => options.number('wait')).toThrow(/wait.*"soon"/u);
    expect(() => options.number('size')).toThrow(/^(?!.*hunter2).*size/u);
  });

  it('belong to the option of that name, else to the longest family', () => {
    const keys = ['p.own', 'p.long.x', 'p.y', 'p.', 'q'].map((key) => findOption(descriptor, key)?.key);
    expect(keys).toEqual(['p.own', 'p.long.', 'p.', undefined, undefined]);
  });
});

it('a catalog refuses two connectors of one name', () => {
  expect(() => createCatalog([descriptor, descriptor])).toThrow(/two descriptors for sink t/u);
});
