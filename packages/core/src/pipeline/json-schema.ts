// The JSON Schema of a pipeline document (draft-07, which every editor reads), made of the grammar and the descriptors. It is looser
// than validation, which also reads patterns, expressions and what belongs together.
import type { ConnectorCatalog, ConnectorDescriptor, OptionSpec } from '../descriptor/index.ts';
import {
  FUNCTION_KEYS,
  MODEL_KEYS,
  PIPELINE_KEYS,
  ROUTE_KEYS,
  SECTIONS,
  SINK_KEYS,
  SOURCE_KEYS,
  TRANSFORM_KEYS,
} from './grammar.ts';
import { SCHEMA_CHANGE_FAMILIES } from './schema-change-filter.ts';
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';

export type JsonSchema = { readonly [key: string]: unknown };

/** A reference may stand for any value of an option. */
const REFERENCE: JsonSchema = { type: 'string', pattern: '\\$\\{(secret|env)\\.[A-Za-z_][A-Za-z0-9_-]*\\}' };
const SCALAR = ['string', 'number', 'boolean'];

export function pipelineJsonSchema(catalog: ConnectorCatalog): JsonSchema {
  const describe = (key: string) => SECTIONS.find((section) => section.key === key)?.description ?? '';
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Pipeline in the language of Apache Flink CDC',
    type: 'object',
    additionalProperties: false,
    required: SECTIONS.filter((section) => section.required === true).map((section) => section.key),
    properties: {
      source: { description: describe('source'), ...connectorSchema(catalog, 'source') },
      transform: { description: describe('transform'), type: 'array', items: mapping(TRANSFORM_KEYS) },
      route: { description: describe('route'), type: 'array', items: mapping(ROUTE_KEYS) },
      sink: { description: describe('sink'), ...connectorSchema(catalog, 'sink') },
      pipeline: { description: describe('pipeline'), ...settingsSchema() },
    },
  };
}

function connectorSchema(catalog: ConnectorCatalog, role: 'source' | 'sink'): JsonSchema {
  const connectors = catalog.connectors.filter((connector) => connector.role === role);
  return {
    type: 'object',
    required: ['type'],
    properties: {
      type: { description: 'The connector.', enum: connectors.map((connector) => connector.type) },
    },
    allOf: connectors.map((connector) => ({
      if: { properties: { type: { const: connector.type } }, required: ['type'] },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
      then: optionsSchema(connector, role === 'source' ? SOURCE_KEYS : SINK_KEYS),
    })),
  };
}

function optionsSchema(connector: ConnectorDescriptor, common: readonly OptionSpec[]): JsonSchema {
  const plain = connector.options.filter((option) => option.prefix !== true);
  const families = connector.options.filter((option) => option.prefix === true);
  const aliases = plain.flatMap((option) => (option.aliases ?? []).map((key) => [key, optionSchema(option)]));
  return {
    description: connector.summary,
    required: plain
      .filter(
        (option) =>
          option.required === true && option.default === undefined && option.appliesWhen === undefined,
      )
      .map((option) => option.key),
    properties: Object.fromEntries([
      ...common.map((key) => [
        key.key,
        key.key.endsWith('schema.changes') ? changesSchema(key) : optionSchema(key),
      ]),
      ...plain.map((option) => [option.key, optionSchema(option)]),
      ...aliases,
    ]),
    patternProperties: Object.fromEntries(
      families.map((option) => [`^${option.key.replaceAll('.', '\\.')}.`, optionSchema(option)]),
    ),
    additionalProperties: !connector.checksKeys,
  };
}

const changesSchema = (key: OptionSpec): JsonSchema => ({
  description: key.description,
  type: 'array',
  items: { enum: [...SCHEMA_CHANGE_TYPES, ...Object.keys(SCHEMA_CHANGE_FAMILIES)] },
});

function settingsSchema(): JsonSchema {
  const settings = PIPELINE_KEYS.filter((key) => key.kind !== 'list');
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(settings.map((key) => [key.key, optionSchema(key)])),
      'user-defined-function': { type: 'array', items: mapping(FUNCTION_KEYS) },
      model: { anyOf: [modelSchema(), { type: 'array', items: modelSchema() }] },
    },
  };
}

const modelSchema = (): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(MODEL_KEYS.map((key) => [key.key, optionSchema(key)])),
});

function mapping(keys: readonly OptionSpec[]): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: keys.filter((key) => key.required === true).map((key) => key.key),
    properties: Object.fromEntries(keys.map((key) => [key.key, optionSchema(key)])),
  };
}

function optionSchema(option: OptionSpec): JsonSchema {
  return {
    description: option.description,
    ...(option.default === undefined ? {} : { default: option.default }),
    ...(option.example === undefined ? {} : { examples: [option.example] }),
    ...(option.deprecated === undefined ? {} : { deprecationMessage: option.deprecated }),
    ...valueSchema(option),
  };
}

function valueSchema(option: OptionSpec): JsonSchema {
  switch (option.kind) {
    case 'boolean':
      return { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }, REFERENCE] };
    case 'integer':
    case 'number':
      return {
        anyOf: [
          {
            type: option.kind,
            ...(option.min === undefined ? {} : { minimum: option.min }),
            ...(option.max === undefined ? {} : { maximum: option.max }),
          },
          { type: 'string', pattern: '^[+-]?[0-9.]+$' },
          REFERENCE,
        ],
      };
    case 'enum':
      return { anyOf: [{ enum: spellings(option.values ?? []) }, REFERENCE] };
    case 'map':
      return { type: 'object' };
    case 'list':
      return option.key === 'python-files' ? { type: 'array', items: { type: 'string' } } : { type: SCALAR };
    case 'string':
    case 'duration':
    case 'memory-size':
      return { type: SCALAR };
  }
}

/** Words do not mind case; numbers among them may stand without quotes. */
function spellings(values: readonly string[]): readonly (string | number)[] {
  const all = values.flatMap((value) => [value, value.toLowerCase(), value.toUpperCase()]);
  const numbers = values.filter((value) => /^\d+$/u.test(value)).map(Number);
  return [...new Set<string | number>([...all, ...numbers])];
}
