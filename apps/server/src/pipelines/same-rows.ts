// Whether a run of one document can go on with another: the same rules over the same tables, between the same two places.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { PipelineDef } from '@tailrace/core/pipeline';
import { fingerprintOf } from '@tailrace/engine';
import type { DocumentReader } from './document-reader.ts';

export function sameRows(documents: DocumentReader): (before: string, now: string) => boolean {
  return (before, now) => {
    if (before === now) return true;
    const [a, b] = [documents.read(before).pipeline, documents.read(now).pipeline];
    return fingerprintOf(a) === fingerprintOf(b) && places(a) === places(b);
  };
}

/** Every option of both ends but the secret ones: a new password leads to the same database. */
function places(pipeline: PipelineDef): string {
  return JSON.stringify((['source', 'sink'] as const).map((role) => placeOf(pipeline, role)));
}

function placeOf(pipeline: PipelineDef, role: 'source' | 'sink'): readonly [string, string][] {
  const { type, options = {} } = pipeline[role] ?? {};
  const described = type === undefined ? undefined : connectorCatalog.find(role, type)?.options;
  const secrets = new Set(described?.filter(({ secret }) => secret === true).map(({ key }) => key));
  return Object.entries(options)
    .filter(([key]) => !secrets.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
