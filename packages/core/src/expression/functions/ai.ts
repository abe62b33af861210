// AI functions: checked for shape and for the model that they name; only Flink evaluates them.
import { suggest } from '../../diagnostics/index.ts';
import type { DataType } from '../../types/index.ts';
import { arrayOf, FLOAT, isText, STRING, typeName, VARIANT } from '../compile/data-types.ts';
import { EvaluationFailure } from '../compile/failure.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { reportCount, type FunctionCall, type FunctionDef } from './function-def.ts';

function onFlink(name: string, type: DataType): Typed {
  return {
    type,
    constant: false,
    evaluate: () => {
      throw new EvaluationFailure(
        `${name} asks a model and runs only on Flink; this engine cannot evaluate it`,
        'only-on-flink',
      );
    },
  };
}

function ofModel(type: DataType, count: number): FunctionDef['compile'] {
  return (call, scope) => {
    const [model, ...inputs] = call.args;
    const { node } = call;
    if (model === undefined || call.args.length !== count) return reportCount(call, scope);
    if (typeof model.literal !== 'string') {
      return scope.report(
        'wrong-arguments',
        node.range,
        `\`${scope.textOf(node)}\`: the model must be named by a text literal.`,
      );
    }
    const known = scope.env.models.includes(model.literal);
    if (!known) return unknownModel(call, model.literal, scope);
    const wrong = inputs.find((input) => input.untypedNull !== true && !isText(input.type));
    if (wrong !== undefined) {
      return scope.report(
        'type-mismatch',
        node.range,
        `\`${scope.textOf(node)}\`: the input must be a text, not ${typeName(wrong.type)}.`,
      );
    }
    return onFlink(node.name.toUpperCase(), type);
  };
}

function unknownModel(call: FunctionCall, name: string, scope: Scope): undefined {
  const { node } = call;
  const range = node.args[0]?.range ?? node.range;
  const suggestion = suggest(name, scope.env.models);
  const message = `Model '${name}' referenced by ${node.name.toUpperCase()} has not been declared. Declare it under pipeline.model.`;
  return scope.report(
    'unknown-model',
    range,
    message,
    suggestion === undefined ? undefined : `'${suggestion}'`,
  );
}

const legacy = (name: string, what: string): FunctionDef => ({
  name,
  group: 'ai',
  signatures: [`${name}(…)`],
  returns: 'STRING',
  nulls: 'decided by the model',
  summary: `Older name for ${what} declared with model-name and class-name; such models are called by their own name.`,
  examples: [],
  compile: () => onFlink(name, STRING),
});

export const AI_FUNCTIONS: readonly FunctionDef[] = [
  {
    name: 'AI_COMPLETE',
    group: 'ai',
    signatures: ["AI_COMPLETE('model', input, system_prompt)"],
    returns: 'VARIANT',
    nulls: 'decided by the model',
    summary:
      'Sends a text with a system prompt to a model of the document; the answer has the key result. Runs only on Flink.',
    examples: [],
    since: 'after 3.6.0',
    compile: ofModel(VARIANT, 3),
  },
  {
    name: 'AI_EMBED',
    group: 'ai',
    signatures: ["AI_EMBED('model', input)"],
    returns: 'ARRAY<FLOAT>',
    nulls: 'decided by the model',
    summary: 'The embedding vector that a model of the document gives a text. Runs only on Flink.',
    examples: [],
    since: 'after 3.6.0',
    compile: ofModel(arrayOf(FLOAT), 2),
  },
  legacy('AI_CHAT_PREDICT', 'chat models'),
  legacy('GET_EMBEDDING', 'embedding models'),
  legacy('AI_LANGCHAIN_PREDICT', 'LangChain models'),
];
