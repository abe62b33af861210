// The way in: an expression that was parsed, checked and compiled against what it can see.
import { formatTableId } from '../../table/index.ts';
import { TailraceError } from '../../diagnostics/index.ts';
import { findTimeZone, fitDecimal } from '../../value/index.ts';
import type { DataType } from '../../types/index.ts';
import type { ExpressionNode } from '../syntax/ast.ts';
import type { Expression } from '../syntax/parse-text.ts';
import type { JavaFacts } from '../syntax/java-groups.ts';
import type { ExpressionFinding } from '../finding.ts';
import { fold, strict1 } from './build.ts';
import { decimalCell } from './cells.ts';
import { compileNode } from './compile-node.ts';
import { isText, STRING, typeName, withNullable } from './data-types.ts';
import type { CompiledExpression, CompileEnvironment, EventContext, Evaluate } from './environment.ts';
import { EvaluationFailure } from './failure.ts';
import type { ExpressionWarning } from '../warning.ts';
import type { Scope, Typed } from './typed.ts';

export type CompileResult =
  /** `warnings` are traps on Flink, not errors here. */
  | {
      readonly ok: true;
      readonly expression: CompiledExpression;
      readonly warnings: readonly ExpressionWarning[];
    }
  | { readonly ok: false; readonly errors: readonly ExpressionFinding[] };

/** Is told the type of each part that compiles, also where the whole does not. */
export type ObserveType = (node: ExpressionNode, type: DataType) => void;

/**
 * The type of a computed column is nullable, but for IFNULL with a replacement that is not and for bare metadata columns; texts are
 * STRING (reference: projection grammar). In `filter` mode the expression must be a condition.
 */
export function compileExpression(
  expression: Expression,
  env: CompileEnvironment,
  observe?: ObserveType,
): CompileResult {
  const errors: ExpressionFinding[] = [];
  const warnings: ExpressionWarning[] = [];
  const usedColumns = new Set<number>();
  const zone = findTimeZone(env.timeZone);
  if (zone === undefined)
    throw new TailraceError('unknown-time-zone', `There is no time zone \`${env.timeZone}\`.`);
  const quiet = once(() => quietScope(scope));
  const scope: Scope = {
    env,
    zone,
    usedColumns,
    compile: (node) => {
      const typed = compileNode(node, scope);
      if (typed !== undefined) observe?.(node, typed.type);
      return typed && fold(typed);
    },
    compileQuietly: (node) => quiet().compile(node),
    javaFacts: () => quiet().javaFacts(),
    report: (code, range, message, suggestion) => {
      errors.push({ code, message, range, ...(suggestion === undefined ? {} : { suggestion }) });
      return undefined;
    },
    warn: (warning) => void warnings.push(warning),
    textOf: ({ range }) =>
      expression.text.slice(range.start - expression.range.start, range.end - expression.range.start),
  };
  const typed = scope.compile(expression.node);
  if (
    typed !== undefined &&
    env.mode === 'filter' &&
    env.isPart !== true &&
    typed.untypedNull !== true &&
    typed.type.kind !== 'BOOLEAN'
  ) {
    const what = `The filter \`${expression.text}\` is a ${typeName(typed.type)}; a filter must be a condition.`;
    errors.push({ code: 'type-mismatch', range: expression.range, message: what });
  }
  if (typed === undefined || errors.length > 0) return { ok: false, errors };
  warnDoubleResult(typed, expression, scope);
  const compute = finished(typed);
  const explain = (error: unknown, context: EventContext) => asPublicError(error, expression.text, context);
  return {
    ok: true,
    warnings,
    expression: {
      type: resultType(typed),
      usedColumns: [...usedColumns].toSorted((a, b) => a - b),
      evaluate: (row, context) => {
        try {
          return compute(row, context);
        } catch (error) {
          throw explain(error, context);
        }
      },
      compute,
      explain,
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** For parts that are looked at beside the compiling of the whole: nothing of it is reported. */
function quietScope(loud: Scope): Scope {
  const compiled = new Map<ExpressionNode, Typed | undefined>();
  const compile = (node: ExpressionNode): Typed | undefined => {
    if (!compiled.has(node)) {
      const typed = compileNode(node, scope);
      compiled.set(node, typed && fold(typed));
    }
    return compiled.get(node);
  };
  const own = [...loud.env.userFunctions, ...loud.env.models].map((name) => name.toUpperCase());
  const facts: JavaFacts = {
    isNullableColumn: (node) => compile(node)?.type.nullable !== false,
    isDecimal: (node) => compile(node)?.type.kind === 'DECIMAL',
    isUserFunction: (name) => own.includes(name.toUpperCase()),
    nullable: new Map(),
  };
  const scope: Scope = {
    ...loud,
    compile,
    compileQuietly: compile,
    report: () => undefined,
    warn: () => undefined,
    javaFacts: () => facts,
  };
  return scope;
}

/** `1.5 AS x`: Flink declares a decimal and computes a double. */
function warnDoubleResult(typed: Typed, expression: Expression, scope: Scope): void {
  if (typed.double === undefined || scope.env.mode === 'filter') return;
  scope.warn({
    code: 'fails-on-flink',
    message: `\`${expression.text}\` is declared ${typeName(typed.type)} and computed as a floating-point number, so the job fails at its first row. Cast it.`,
    range: expression.range,
    suggestion: `CAST(${expression.text} AS ${typeName(typed.type)})`,
  });
}

function resultType(typed: Typed): DataType {
  return withNullable(isText(typed.type) ? STRING : typed.type, typed.keepsNotNull !== true);
}

/** What Flink does when it writes the cell: a decimal with more digits than its type is NULL, half a surrogate pair is a question mark. */
function finished({ evaluate, type, isWellFormed = false }: Typed): Evaluate {
  if (type.kind === 'DECIMAL') {
    return strict1(evaluate, (found) => fitDecimal(decimalCell(found), type.precision, type.scale));
  }
  if (!isText(type) || isWellFormed) return evaluate;
  return (row, context) => {
    const found = evaluate(row, context);
    return typeof found === 'string' && !found.isWellFormed() ? found.replace(/\p{Surrogate}/gu, '?') : found;
  };
}

/** Names the expression and the table in whatever goes wrong on a row. */
function asPublicError(error: unknown, text: string, context: EventContext): unknown {
  if (!(error instanceof EvaluationFailure)) return error;
  const table = formatTableId(context.table);
  return new TailraceError(
    error.code,
    `The expression \`${text}\` failed on a row of ${table}: ${error.message}.`,
    {
      cause: error,
      data: { table, expression: text },
    },
  );
}
