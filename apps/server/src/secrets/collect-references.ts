// The values that a document's references ask for, gathered when a run is launched and handed to its process alone.
import { resolveOptions, type PipelineDef } from '@tailrace/core/pipeline';
import type { ReferenceLookup } from '@tailrace/engine';
import type { References } from '../runs/supervised-run.ts';

/** Throws `unresolved-reference` with the first name that has no value. */
export function collectReferences(pipeline: PipelineDef, lookup: ReferenceLookup): References {
  const secrets: Record<string, string> = {};
  const env: Record<string, string> = {};
  for (const connector of [pipeline.source, pipeline.sink]) {
    resolveOptions(connector?.options ?? {}, ({ kind, name }) => {
      const value = lookup(kind, name);
      if (value !== undefined) (kind === 'secret' ? secrets : env)[name] = value;
      return value;
    });
  }
  return { secrets, env };
}
