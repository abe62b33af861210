// What a document declares outside of its rules and expressions may use.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { commaList, textAt, valueAt } from './yaml-access.ts';

/** What a document declares for its expressions, apart from the rules. */
export interface DeclaredNames {
  readonly functions: readonly string[];
  readonly models: readonly string[];
  /** Metadata columns that the source has, and that its `metadata.list` does not name. */
  readonly unlisted: readonly string[];
}

/** Without a catalog nothing is known of the source's metadata columns. */
export function readDeclaredNames(yaml: YamlDocument, catalog?: ConnectorCatalog): DeclaredNames {
  return {
    unlisted: catalog === undefined ? [] : unlistedMetadata(yaml, catalog),
    functions: namesOf(yaml, ['pipeline', 'user-defined-function'], ['name']),
    models: namesOf(yaml, ['pipeline', 'model'], ['name', 'model-name']),
  };
}

function unlistedMetadata(yaml: YamlDocument, catalog: ConnectorCatalog): readonly string[] {
  const source = catalog.find('source', textAt(yaml, ['source', 'type']) ?? '');
  const listed = commaList(textAt(yaml, ['source', 'metadata.list']) ?? '');
  return (source?.metadataColumns ?? [])
    .filter((column) => column.always !== true && !listed.includes(column.key))
    .map((column) => column.key);
}

function namesOf(yaml: YamlDocument, path: Path, keys: readonly string[]): readonly string[] {
  const value = valueAt(yaml, path);
  const entries = Array.isArray(value)
    ? value.map((_, at) => [...path, at])
    : value === undefined
      ? []
      : [path];
  return entries.flatMap((entry) => keys.flatMap((key) => textAt(yaml, [...entry, key]) ?? []));
}
