// Calls by name: functions of the document first, then the built-in ones, as Flink CDC resolves them, without regard to case.
import { suggest } from '../../diagnostics/index.ts';
import { findFunction, functionNames } from '../functions/catalogue.ts';
import type { Call } from '../syntax/ast.ts';
import { STRING } from './data-types.ts';
import { EvaluationFailure } from './failure.ts';
import type { Scope, Typed } from './typed.ts';

export function compileCall(node: Call, scope: Scope): Typed | undefined {
  const parts = node.args.filter((arg) => arg.kind !== 'keyword').map((arg) => scope.compile(arg));
  const args = parts.filter((part) => part !== undefined);
  const name = node.name.toUpperCase();
  const isUsers = [...scope.env.userFunctions, ...scope.env.models].some(
    (known) => known.toUpperCase() === name,
  );
  if (isUsers) return args.length < parts.length ? undefined : onlyOnFlink(node.name);
  const entry = findFunction(name);
  if (entry === undefined) return unknownFunction(node, scope);
  return args.length < parts.length ? undefined : entry.compile({ node, args }, scope);
}

/** A function whose code runs on the JVM: everything about it can be checked but its value. */
function onlyOnFlink(name: string): Typed {
  return {
    type: STRING,
    constant: false,
    evaluate: () => {
      throw new EvaluationFailure(
        `the function ${name} is declared by the document and runs only on Flink; this engine cannot evaluate it`,
        'only-on-flink',
      );
    },
  };
}

function unknownFunction(node: Call, scope: Scope): undefined {
  const suggestion = suggest(node.name, [...functionNames(), ...scope.env.userFunctions]);
  const hint =
    suggestion === undefined
      ? ' Declare it under pipeline.user-defined-function, or choose another.'
      : ` Did you mean ${suggestion}?`;
  return scope.report(
    'unknown-function',
    node.nameRange,
    `There is no function ${node.name}.${hint}`,
    suggestion,
  );
}
