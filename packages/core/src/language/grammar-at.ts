// Which keys a mapping of the document can have.
import { findOption, type ConnectorDescriptor, type OptionSpec } from '../descriptor/index.ts';
import type { DocumentSnapshot } from '../document/index.ts';
import {
  FUNCTION_KEYS,
  MODEL_KEYS,
  OPENAI_OPTIONS,
  PIPELINE_KEYS,
  ROUTE_KEYS,
  SECTIONS,
  SINK_KEYS,
  SOURCE_KEYS,
  TRANSFORM_KEYS,
} from '../pipeline/index.ts';
import type { LanguageContext } from './items.ts';

const FIXED: Readonly<Record<string, readonly OptionSpec[]>> = {
  '': SECTIONS,
  transform: TRANSFORM_KEYS,
  route: ROUTE_KEYS,
  pipeline: PIPELINE_KEYS,
  'pipeline/user-defined-function': FUNCTION_KEYS,
  'pipeline/model': [...MODEL_KEYS, ...OPENAI_OPTIONS],
  'pipeline/model/options': OPENAI_OPTIONS,
};

/** The keys of the mapping under `parents`; of a source or sink those of its connector, too. */
export function keysAt(
  parents: readonly string[],
  snapshot: DocumentSnapshot,
  context: LanguageContext,
): readonly OptionSpec[] {
  const [role] = parents;
  if (parents.length === 1 && (role === 'source' || role === 'sink')) {
    const common = role === 'source' ? SOURCE_KEYS : SINK_KEYS;
    return [...common, ...(connectorAt(role, snapshot, context)?.options ?? [])];
  }
  return FIXED[parents.join('/')] ?? [];
}

export function connectorAt(
  role: 'source' | 'sink',
  snapshot: DocumentSnapshot,
  { catalog }: LanguageContext,
): ConnectorDescriptor | undefined {
  const type = snapshot.current.scalarText([role, 'type']) ?? snapshot.pipeline[role]?.type;
  return type === undefined ? undefined : catalog.find(role, type.trim());
}

/** What a key under `parents` is. */
export function keyAt(
  parents: readonly string[],
  key: string,
  snapshot: DocumentSnapshot,
  context: LanguageContext,
): OptionSpec | undefined {
  const plain = keysAt(parents, snapshot, context).find(
    (option) => option.prefix !== true && option.key === key,
  );
  const [role] = parents;
  if (plain !== undefined || parents.length !== 1 || (role !== 'source' && role !== 'sink')) return plain;
  const connector = connectorAt(role, snapshot, context);
  return connector === undefined ? undefined : findOption(connector, key);
}
