// `pipeline`: settings of the whole. Unknown keys are a warning, because Flink CDC passes over them.
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { OptionSpec } from '../descriptor/index.ts';
import { readEnum, readOptionValue } from '../descriptor/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { checkOptionValue } from './check-option.ts';
import { finding } from './finding.ts';
import {
  BEHAVIORS,
  DECIMAL_MODES,
  PARTITIONINGS,
  PIPELINE_KEYS,
  ROUTE_MODES,
  RUNTIME_MODES,
} from './grammar.ts';
import { parseModels } from './models.ts';
import type { PipelineOptions, SchemaChangeBehavior } from './pipeline-def.ts';
import { isTimeZone, suggestTimeZone } from './time-zone.ts';
import { parseFunctions } from './user-functions.ts';
import { isMapping, shapeOf, textAt, valueAt } from './yaml-access.ts';

const STRUCTURED = ['user-defined-function', 'model'];

export interface ParsedOptions {
  readonly options: PipelineOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `pipeline`. Depends on nothing else in the document. */
export function parseOptions(yaml: YamlDocument): ParsedOptions {
  const section = valueAt(yaml, ['pipeline']);
  if (section !== undefined && section !== null && !isMapping(section)) {
    const message = `\`pipeline\` has to be a mapping of settings, and is ${shapeOf(section)}.`;
    return {
      options: readSettings(yaml),
      diagnostics: [finding(yaml, 'wrong-shape', ['pipeline'], { message })],
    };
  }
  const functions = parseFunctions(yaml);
  const models = parseModels(yaml);
  return {
    options: { ...readSettings(yaml), userDefinedFunctions: functions.functions, models: models.models },
    diagnostics: [
      ...Object.keys(section ?? {}).flatMap((key) => checkKey(yaml, key)),
      ...functions.diagnostics,
      ...models.diagnostics,
    ],
  };
}

/** The behaviour as the document has it, or Flink CDC's default. */
export const readBehavior = (yaml: YamlDocument): SchemaChangeBehavior =>
  choice(yaml, 'schema.change.behavior', BEHAVIORS, 'LENIENT');

function readSettings(yaml: YamlDocument): PipelineOptions {
  const zone = textAt(yaml, ['pipeline', 'local-time-zone'])?.trim();
  return {
    name: textAt(yaml, ['pipeline', 'name']) ?? 'Flink CDC Pipeline Job',
    ...readParallelism(yaml),
    schemaChangeBehavior: readBehavior(yaml),
    runtimeMode: choice(yaml, 'execution.runtime-mode', RUNTIME_MODES, 'STREAMING'),
    routeMode: choice(yaml, 'route-mode', ROUTE_MODES, 'ALL_MATCH'),
    ...(zone === undefined || zone === 'systemDefault' || !isTimeZone(zone) ? {} : { localTimeZone: zone }),
    partitioningStrategy: choice(yaml, 'sink.partitioning.strategy', PARTITIONINGS, 'SINK_DEFINED'),
    decimalPrecisionMode: choice(yaml, 'transform.decimal.precision.mode', DECIMAL_MODES, 'UP_TO_19'),
    userDefinedFunctions: [],
    models: [],
  };
}

function readParallelism(yaml: YamlDocument): Pick<PipelineOptions, 'parallelism'> {
  const text = textAt(yaml, ['pipeline', 'parallelism']);
  if (text === undefined) return {};
  const reading = readOptionValue({ key: 'parallelism', kind: 'integer', min: 1, description: '' }, text);
  return reading.ok && typeof reading.value === 'number' ? { parallelism: reading.value } : {};
}

function choice<T extends string>(yaml: YamlDocument, key: string, values: readonly T[], fallback: T): T {
  const reading = readEnum(textAt(yaml, ['pipeline', key]) ?? fallback, values);
  return reading.ok ? (values.find((value) => value === reading.value) ?? fallback) : fallback;
}

function checkKey(yaml: YamlDocument, key: string): readonly Diagnostic[] {
  if (STRUCTURED.includes(key)) return [];
  const spec = PIPELINE_KEYS.find((one) => one.key === key);
  const path = ['pipeline', key];
  if (spec === undefined) return [unknownKey(yaml, key)];
  const value = valueAt(yaml, path);
  if (typeof value === 'object' && value !== null) {
    const message = `${key} is ${shapeOf(value)}, and has to be a single value.`;
    return [finding(yaml, 'wrong-shape', path, { message })];
  }
  const text = textAt(yaml, path);
  if (text === undefined) return [];
  return key === 'local-time-zone' ? checkZone(yaml, text) : checkSetting(yaml, spec, text);
}

function checkSetting(yaml: YamlDocument, spec: OptionSpec, text: string): readonly Diagnostic[] {
  const path = ['pipeline', spec.key];
  const diagnostics = [...checkOptionValue(yaml, path, spec, text)];
  if (spec.deprecated !== undefined) {
    const message = `${spec.key} is deprecated. ${spec.deprecated}`;
    diagnostics.push(finding(yaml, 'deprecated-option', path, { message, at: 'key' }));
  }
  if (spec.key === 'operator.uid.prefix') {
    if (text.trim() === '') {
      diagnostics.push(
        finding(yaml, 'invalid-value', path, { message: 'operator.uid.prefix must not be empty.' }),
      );
    }
    if (textAt(yaml, ['pipeline', 'schema.operator.uid']) !== undefined) {
      const message =
        'operator.uid.prefix and schema.operator.uid exclude each other. Remove schema.operator.uid.';
      diagnostics.push(finding(yaml, 'option-conflict', path, { message, at: 'key' }));
    }
  }
  return diagnostics;
}

function checkZone(yaml: YamlDocument, text: string): readonly Diagnostic[] {
  const zone = text.trim();
  if (isTimeZone(zone)) return [];
  const suggestion = suggestTimeZone(zone);
  const near = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return [
    finding(yaml, 'invalid-time-zone', ['pipeline', 'local-time-zone'], {
      message: `"${text}" is no time zone for a pipeline: write a region such as Europe/Oslo, UTC, or GMT+02:00.${near}`,
      suggestion,
    }),
  ];
}

function unknownKey(yaml: YamlDocument, key: string): Diagnostic {
  const suggestion = suggest(
    key,
    PIPELINE_KEYS.map((spec) => spec.key),
  );
  const near =
    suggestion === undefined
      ? 'Remove it, or put it into the configuration of Flink.'
      : `Did you mean ${suggestion}?`;
  return finding(yaml, 'unknown-pipeline-option', ['pipeline', key], {
    message: `\`pipeline\` has no setting ${key}; Flink CDC passes over it in silence. ${near}`,
    at: 'key',
    suggestion,
  });
}
