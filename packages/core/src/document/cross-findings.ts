// Findings that no part shows alone cost a look at all rules. They are kept while nothing they look at has changed: the ends, the
// settings, and where rules take from and send to. Editing a projection or a description does not touch them.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { PipelineDef, ReadingContext, RouteRule, TransformRule } from '../pipeline/index.ts';
import { mapOffset, sortTextEdits } from '../yaml/index.ts';
import type { TextEdit, TextRange, YamlDocument } from '../yaml/index.ts';
import { moveDiagnostic } from './move-diagnostic.ts';

export type CrossFindings = readonly Diagnostic[];

interface Wanted {
  readonly pipeline: PipelineDef;
  readonly before:
    | {
        readonly pipeline: PipelineDef;
        readonly findings: CrossFindings;
        readonly edits: readonly TextEdit[];
      }
    | undefined;
}

export function crossCheckAgain(
  yaml: YamlDocument,
  { catalog, checks }: ReadingContext,
  { pipeline, before }: Wanted,
): CrossFindings {
  const look = (): CrossFindings => checks?.whole(yaml, pipeline, catalog) ?? [];
  if (before === undefined || !looksSame(before.pipeline, pipeline)) return look();
  const edits = sortTextEdits(before.edits);
  if (before.findings.some((finding) => placesOf(finding).some((range) => isTouched(range, edits)))) {
    return look();
  }
  const moved = (offset: number): number => mapOffset(offset, edits, 'end');
  return before.findings.map((finding) => moveDiagnostic(finding, moved, finding.path));
}

function placesOf({ range, fixes }: Diagnostic): readonly TextRange[] {
  return [range, ...(fixes?.flatMap((fix) => fix.edits.map((edit) => edit.range)) ?? [])];
}

function isTouched({ start, end }: TextRange, edits: readonly TextEdit[]): boolean {
  return edits.some(({ range }) => range.start <= end && range.end >= start);
}

function looksSame(before: PipelineDef, now: PipelineDef): boolean {
  return (
    before.source === now.source &&
    before.sink === now.sink &&
    before.options === now.options &&
    isAlike(before.transforms, now.transforms, isSameTransform) &&
    isAlike(before.routes, now.routes, isSameRoute)
  );
}

function isAlike<T>(before: readonly T[], now: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  if (before === now) return true;
  return (
    before.length === now.length &&
    now.every((rule, index) => {
      const old = before[index];
      return old !== undefined && (old === rule || isSame(old, rule));
    })
  );
}

function isSameTransform(a: TransformRule, b: TransformRule): boolean {
  return a.sourceTable === b.sourceTable;
}

function isSameRoute(a: RouteRule, b: RouteRule): boolean {
  return (
    a.sourceTable === b.sourceTable && a.sinkTable === b.sinkTable && a.replaceSymbol === b.replaceSymbol
  );
}
