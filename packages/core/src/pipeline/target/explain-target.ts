// Per expression of a document: what a release computes otherwise, and how to write it so that both compute the same.
import type { ConnectorCatalog } from '../../descriptor/index.ts';
import type { TextRange } from '../../yaml/index.ts';
import type { PipelineDef } from '../pipeline-def.ts';
import { textsOf, type Target, type TargetTables } from './check-target.ts';
import { checkText, rewriteText } from './check-text.ts';
import { expressionsIn } from './types-of-parts.ts';

export interface ExpressionDifference {
  /** Index of the transform in the document. */
  readonly transform: number;
  readonly field: 'projection' | 'filter';
  /** As the document writes it, without the name of its column. */
  readonly expression: string;
  readonly differences: readonly {
    readonly code: 'target-refuses' | 'target-differs';
    /** The part of the expression that it is about. */
    readonly part: string;
    readonly message: string;
    readonly rewrite?: string;
  }[];
  /** The whole expression with all that can be rewritten; absent where nothing can. */
  readonly rewritten?: string;
}

/** Expressions without a difference are left out. */
export function explainTarget(
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  options: { readonly target: Target } & TargetTables,
): readonly ExpressionDifference[] {
  if (options.target === 'newest') return [];
  return textsOf(pipeline, catalog, options).flatMap(({ transform, text, check }): ExpressionDifference[] => {
    const found = checkText(text, check);
    if (found.length === 0) return [];
    const rewritten = expressionsIn(rewriteText(text, check), check.mode);
    return expressionsIn(text, check.mode).flatMap((expression, at) => {
      const own = found.filter((one) => isWithin(one.range, expression.range));
      if (own.length === 0) return [];
      const after = rewritten[at]?.text ?? expression.text;
      const differences = own.map(({ code, range, message, rewrite }) => ({
        code,
        part: text.slice(range.start, range.end),
        message,
        ...(rewrite === undefined ? {} : { rewrite }),
      }));
      return [
        {
          transform,
          field: check.mode,
          expression: expression.text,
          differences,
          ...(after === expression.text ? {} : { rewritten: after }),
        },
      ];
    });
  });
}

const isWithin = (inner: TextRange, outer: TextRange): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;
