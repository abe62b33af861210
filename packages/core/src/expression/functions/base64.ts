// Base64, there and back.
import { decodeBase64, decodeUtf8, encodeBase64, type Value } from '../../value/index.ts';
import { bytesOf, strict1 } from '../compile/build.ts';
import { textCell } from '../compile/cells.ts';
import { STRING, typeName } from '../compile/data-types.ts';
import { EvaluationFailure, quoteValue } from '../compile/failure.ts';
import { overloads, type FunctionDef, type Overload } from './function-def.ts';
import { NOTHING, NULL_GIVES_NULL, textFunction } from './text-arguments.ts';

function decoded(value: Value): Uint8Array {
  const bytes = decodeBase64(textCell(value));
  if (bytes === undefined) throw new EvaluationFailure(`${quoteValue(textCell(value))} is not Base64`);
  return bytes;
}

/** Takes text only, not what a projection would cast to it: Flink CDC refuses FROM_BASE64 of a number. */
function strictText(
  name: string,
  returns: Overload['returns'],
  apply: (value: Value) => Value,
): FunctionDef['compile'] {
  const compile = overloads([{ params: ['text'], returns, build: ([a]) => strict1(a ?? NOTHING, apply) }]);
  return (call, scope) => {
    const [arg] = call.args;
    if (
      arg === undefined ||
      arg.untypedNull === true ||
      arg.type.kind === 'CHAR' ||
      arg.type.kind === 'VARCHAR'
    ) {
      return compile(call, scope);
    }
    return scope.report(
      'type-mismatch',
      call.node.range,
      `\`${scope.textOf(call.node)}\`: ${name} does not take ${typeName(arg.type)}.`,
    );
  };
}

export const BASE64_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'TO_BASE64',
    group: 'text',
    signatures: ['TO_BASE64(s)', 'TO_BASE64(bytes)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'Base64 of bytes, or of the UTF-8 bytes of a text.',
    examples: [{ expression: "TO_BASE64('hi')", result: 'aGk=' }],
    since: 'after 3.6.0',
    compile: overloads([
      textFunction(['text'], STRING, ([value]) => encodeBase64(bytesOf(value ?? null))),
      textFunction(['bytes'], STRING, ([value]) => encodeBase64(bytesOf(value ?? null))),
    ]),
  },
  {
    name: 'FROM_BASE64',
    group: 'text',
    signatures: ['FROM_BASE64(s)'],
    returns: 'STRING',
    nulls: NULL_GIVES_NULL,
    summary: 'The text whose UTF-8 bytes a Base64 text holds; other text fails the row.',
    examples: [{ expression: "FROM_BASE64('aGk=')", result: 'hi' }],
    since: 'after 3.6.0',
    compile: strictText('FROM_BASE64', STRING, (value) => decodeUtf8(decoded(value))),
  },
  {
    name: 'FROM_BASE64_BINARY',
    group: 'text',
    signatures: ['FROM_BASE64_BINARY(s)'],
    returns: 'VARBINARY(65536)',
    nulls: NULL_GIVES_NULL,
    summary: 'The bytes of a Base64 text; other text fails the row.',
    examples: [{ expression: "TO_BASE64(FROM_BASE64_BINARY('aGk='))", result: 'aGk=' }],
    since: 'after 3.6.0',
    compile: strictText('FROM_BASE64_BINARY', { kind: 'VARBINARY', length: 65_536, nullable: true }, decoded),
  },
];
