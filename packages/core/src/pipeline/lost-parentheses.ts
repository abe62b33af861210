// The right side of an AND or OR whose left side may be NULL: Flink CDC reads it without its parentheses. A column is taken for one that
// may be NULL, because a document alone does not say.
import { lostInJava, type Expression } from '../expression/index.ts';
import type { TextRange } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import { closedForm } from './target/closed-form.ts';
import { innerText } from './target/release-finding.ts';
import { typesOf, type TypeOf } from './target/types-of-parts.ts';

interface LostGroup {
  readonly message: string;
  readonly range: TextRange;
  readonly write: string;
}

/** `text` is the whole projection or filter, which ranges count in. */
export function lostParentheses(
  expression: Expression,
  text: string,
  { mode, declared }: { readonly mode: 'projection' | 'filter'; readonly declared: DeclaredNames },
): readonly LostGroup[] {
  const own = [...declared.functions, ...declared.models].map((name) => name.toUpperCase());
  let types: TypeOf | undefined;
  const typeOf: TypeOf = (node) => {
    types ??= typesOf(expression, undefined, mode, {
      metadata: [],
      decimalPrecision: 19,
      timeZone: 'UTC',
      userFunctions: declared.functions,
      models: declared.models,
    });
    return types(node);
  };
  const lost = lostInJava(expression.node, {
    isNullableColumn: () => true,
    isDecimal: (node) => typeOf(node)?.kind === 'DECIMAL',
    isUserFunction: (name) => own.includes(name.toUpperCase()),
    nullable: new Map(),
  });
  return lost.map((node) => {
    const { rewrite, advice } = closedForm({ text, typeOf }, node);
    const message = `\`${innerText({ text }, node)}\` stands on the right of an AND or OR whose left side may be NULL. There Flink CDC does not hold it together, and computes something else without an error. ${advice}`;
    return { message, range: node.range, write: rewrite };
  });
}
