// Arguments of functions over text, and the shapes that most of these functions have.
import type { Value } from '../../value/index.ts';
import { strictAll } from '../compile/build.ts';
import { numberCell, textCell } from '../compile/cells.ts';
import { STRING } from '../compile/data-types.ts';
import type { Evaluate } from '../compile/environment.ts';
import type { Overload, Param } from './function-def.ts';

export const NULL_GIVES_NULL = 'a NULL argument gives NULL';
/** The answer here where Flink CDC fails the job. */
export const NULL_FAILS_FLINK = 'NULL gives NULL; on Flink it fails the job';

export const text = (args: TextArgs, at: number): string => textCell(args[at] ?? null);
export const number = (args: TextArgs, at: number): number => numberCell(args[at] ?? null);

export type TextArgs = readonly Value[];

export const NOTHING: Evaluate = () => null;

/** NULL as soon as one argument is. */
export function textFunction(
  params: readonly Param[],
  returns: Overload['returns'],
  apply: (args: TextArgs) => Value,
): Overload {
  return { params, returns, build: (args) => strictAll(args, apply) };
}

/** Of one text. */
export const one = (apply: (text: string) => Value): Overload => ({
  params: ['text'],
  returns: STRING,
  build: ([a]) => ofText(a ?? NOTHING, apply),
});

function ofText(a: Evaluate, apply: (text: string) => Value): Evaluate {
  return (row, context) => {
    const x = a(row, context);
    return x === null ? null : apply(textCell(x));
  };
}
