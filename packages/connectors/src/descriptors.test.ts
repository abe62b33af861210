// Every connector in the catalog has to be worth showing: nothing without words, no default or example that its own option refuses.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOptionValue, type ConnectorDescriptor, type OptionSpec } from '@tailrace/core/descriptor';
import { parsePipeline } from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';
import { connectorCatalog } from './descriptors.ts';

function faults(option: OptionSpec): readonly string[] {
  const found = [
    /^[A-Z\d`].*\.$/u.test(option.description) ? '' : 'no sentence',
    option.group === undefined ? 'no group' : '',
    option.key.endsWith('.') === (option.prefix === true) ? '' : 'a family ends with a dot',
    option.kind === 'enum' && (option.values ?? []).length === 0 ? 'no values' : '',
    /password|secret|token/u.test(option.key) && option.secret !== true ? 'a secret that is shown' : '',
  ];
  return found.filter((fault) => fault !== '').map((fault) => `${option.key}: ${fault}`);
}

const { connectors } = connectorCatalog;
const named = connectors.map((connector) => [`${connector.type} ${connector.role}`, connector] as const);

describe.each(named)('%s', (_name, connector) => {
  it('says what it is', () => {
    expect(connector.title).not.toBe('');
    expect(connector.summary).toMatch(/^[A-Z].*\.$/u);
    expect(connector.glyph).toMatch(/^.{1,3}$/u);
    expect(connector.engines.length).toBeGreaterThan(0);
    expect(connector.sink === undefined).toBe(connector.role === 'source');
  });

  it('describes each option once, in a sentence', () => {
    const keys = connector.options.map((option) => option.key);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(connector.options.flatMap(faults)).toEqual([]);
  });

  it('has defaults and examples that its options accept', () => {
    const refused = connector.options.flatMap((option) =>
      [option.default, option.example]
        .filter((text) => text !== undefined && !readOptionValue(option, String(text)).ok)
        .map((text) => `${option.key}: ${String(text)}`),
    );
    expect(refused).toEqual([]);
    const conditions = connector.options.flatMap((option) => option.appliesWhen?.key ?? []);
    expect(conditions.filter((key) => !connector.options.some((other) => other.key === key))).toEqual([]);
  });

  it('gives an example that is valid', () => {
    const other = connector.role === 'source' ? 'sink' : 'source';
    const options = Object.entries(connector.example).map(
      ([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`,
    );
    // IGNORE, because under the others some sinks are warned of for the schema changes they get: a trap of the pipeline, not of the example.
    const rest = `${other}:\n  type: values\npipeline:\n  schema.change.behavior: IGNORE\n`;
    const text = `${connector.role}:\n  type: ${connector.type}\n${options.join('')}${rest}`;
    const { diagnostics } = parsePipeline(parseYaml(text), connectorCatalog);
    expect(diagnostics.filter((one) => one.severity !== 'info')).toEqual([]);
  });
});

/** Facts of Flink CDC's connectors, where the list of them lies beside the checkout. */
const REFERENCE = '../shared/reference/connectors.json';
interface ReferenceOption {
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly enum: readonly (string | number)[] | null;
  readonly secret: boolean;
  readonly accepted?: unknown;
}
interface ReferenceConnector {
  readonly type: string;
  readonly kind: string;
  readonly options: readonly ReferenceOption[];
}
const KINDS: Readonly<Record<string, readonly string[]>> = {
  Integer: ['integer', 'enum'],
  Long: ['integer'],
  Double: ['number'],
  Boolean: ['boolean'],
  Duration: ['duration'],
};

describe.skipIf(!existsSync(REFERENCE))('the list of facts about Flink CDC', () => {
  const facts: readonly ReferenceConnector[] = existsSync(REFERENCE)
    ? (JSON.parse(readFileSync(REFERENCE, 'utf8')) as readonly ReferenceConnector[])
    : [];

  it.each(facts.map((fact) => [`${fact.type} ${fact.kind}`, fact] as const))(
    'agrees on %s',
    (_name, fact) => {
      const connector = connectors.find((one) => one.type === fact.type && one.role === fact.kind);
      const found =
        connector === undefined
          ? ['missing']
          : fact.options.flatMap((option) => disagreements(connector, option));
      expect(found).toEqual([]);
    },
  );
});

function disagreements(connector: ConnectorDescriptor, fact: ReferenceOption): readonly string[] {
  if (fact.accepted === false || fact.key.includes('<')) return [];
  const key = fact.key.replace(/\*$/u, '');
  const option = connector.options.find((one) => one.key === key);
  if (option === undefined) return [`${key}: missing`];
  const wrong: string[] = [];
  const note = (what: string, ours: unknown, theirs: unknown) => {
    if (String(ours) !== String(theirs)) wrong.push(`${key}: ${what} ${String(ours)}, not ${String(theirs)}`);
  };
  if (fact.default === null)
    note('required', option.required === true && option.appliesWhen === undefined, fact.required);
  else note('default', option.default, fact.default);
  if (option.prefix !== true) note('secret', option.secret === true, fact.secret);
  const kinds = KINDS[fact.type];
  if (kinds?.includes(option.kind) === false) wrong.push(`${key}: kind ${option.kind}, not ${fact.type}`);
  note('long', option.long === true, fact.type === 'Long');
  if (option.kind === 'enum' || option.kind === 'list')
    note('values', option.values?.join(), fact.enum?.join());
  return wrong;
}
