// A function of the language as one entry: what the checker, the compiler, completion, hover, signature help and the generated page of
// functions read. Reference: Flink CDC, functions of transform expressions.
import { castTargetOf, converter } from '../cast/convert.ts';
import { isConstant, isNullable, strict1 } from '../compile/build.ts';
import { coerce } from '../compile/coerce.ts';
import {
  DOUBLE,
  INT,
  isBytes,
  isInteger,
  isNumeric,
  isText,
  STRING,
  typeName,
  withNullable,
} from '../compile/data-types.ts';
import type { Evaluate } from '../compile/environment.ts';
import type { Scope, Typed } from '../compile/typed.ts';
import { warnImplicitCast } from '../compile/warnings.ts';
import type { Call } from '../syntax/ast.ts';
import type { DataType } from '../../types/index.ts';

export type FunctionGroup = 'text' | 'pattern' | 'number' | 'time' | 'conditional' | 'nested' | 'json' | 'ai';

export interface FunctionExample {
  readonly expression: string;
  /** The result as CAST to text shows it; `NULL` for null. */
  readonly result: string;
}

/** What people read of a function. */
export interface FunctionDoc {
  readonly name: string;
  /** Other names for the same function. */
  readonly aliases?: readonly string[];
  readonly group: FunctionGroup;
  readonly signatures: readonly string[];
  readonly returns: string;
  /** What NULL arguments do. */
  readonly nulls: string;
  /** One sentence, and what is peculiar. */
  readonly summary: string;
  readonly examples: readonly FunctionExample[];
  /** The first release of Flink CDC that has it, where that is later than 3.6. */
  readonly since?: 'after 3.6.0';
}

export interface FunctionDef extends FunctionDoc {
  /** Undefined when the arguments do not fit; then it has reported why. */
  readonly compile: (call: FunctionCall, scope: Scope) => Typed | undefined;
}

export interface FunctionCall {
  readonly node: Call;
  /** The arguments that are expressions, in order; keywords (time units) stand in `node` only. */
  readonly args: readonly Typed[];
}

/** What an argument may be. `any` takes every type as it is. */
export type Param =
  | 'text'
  | 'int'
  | 'bigint'
  | 'number'
  | 'boolean'
  | 'bytes'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'ltz'
  | 'tz'
  | 'array'
  | 'map'
  | 'any';

export interface Overload {
  readonly params: readonly Param[];
  /** The last parameter may come any number of times, also not at all. */
  readonly variadic?: boolean;
  /** The form of the call that this belongs to; both when absent. */
  readonly form?: Call['form'];
  readonly returns: DataType | ((args: readonly Typed[], scope: Scope) => DataType);
  readonly build: (args: readonly Evaluate[], info: BuildInfo) => Evaluate;
  /** Of whole texts it gives whole texts: it never parts a surrogate pair. */
  readonly keepsPairs?: boolean;
  /** Result not the same for the same arguments: never folded. */
  readonly volatile?: boolean;
}

export interface BuildInfo {
  readonly args: readonly Typed[];
  readonly scope: Scope;
}

/**
 * The compile function of a def with overloads: the first whose parameters the arguments have wins; failing that, and in projections
 * only, the first that they can be cast to.
 */
export function overloads(list: readonly Overload[]): FunctionDef['compile'] {
  return (call, scope) => {
    const { node, args } = call;
    const fitting = list.filter(
      (overload) => fitsCount(overload, args.length) && (overload.form ?? node.form) === node.form,
    );
    if (fitting.length === 0) return reportCount(call, scope);
    for (const fit of [exactArgument, scope.env.mode === 'projection' ? castArgument : lenientArgument]) {
      for (const overload of fitting) {
        const fitted = fitAll(overload, args, scope, fit);
        if (fitted === undefined) continue;
        warnOfCasts(call, fitted, scope);
        return build(overload, fitted, scope);
      }
    }
    const types = args.map((arg) => (arg.untypedNull === true ? 'NULL' : typeName(arg.type))).join(', ');
    return scope.report(
      'type-mismatch',
      node.range,
      `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} does not take (${types}).`,
    );
  };
}

function warnOfCasts({ node, args }: FunctionCall, fitted: readonly Typed[], scope: Scope): void {
  const written = node.args.filter((arg) => arg.kind !== 'keyword');
  for (const [at, to] of fitted.entries()) {
    const [part, from] = [written[at], args[at]];
    if (part !== undefined && from !== undefined && from !== to)
      warnImplicitCast({ node: part, typed: from }, to, scope);
  }
}

function fitsCount(overload: Overload, count: number): boolean {
  return overload.variadic === true ? count >= overload.params.length - 1 : count === overload.params.length;
}

export function reportCount(call: FunctionCall, scope: Scope): undefined {
  const { node } = call;
  return scope.report(
    'wrong-arguments',
    node.range,
    `\`${scope.textOf(node)}\`: ${node.name.toUpperCase()} cannot be called like this.`,
  );
}

type Fit = (arg: Typed, param: Param, scope: Scope) => Typed | undefined;

function fitAll(
  overload: Overload,
  args: readonly Typed[],
  scope: Scope,
  fit: Fit,
): readonly Typed[] | undefined {
  const fitted: Typed[] = [];
  for (const [at, arg] of args.entries()) {
    const param = overload.params[at] ?? overload.params.at(-1) ?? 'any';
    const found = fit(arg, param, scope);
    if (found === undefined) return undefined;
    fitted.push(found);
  }
  return fitted;
}

function build(overload: Overload, args: readonly Typed[], scope: Scope): Typed {
  const { returns } = overload;
  const type =
    typeof returns === 'function'
      ? returns(args, scope)
      : withNullable(returns, isNullable(args) || returns.nullable);
  const evaluate = overload.build(
    args.map((arg) => arg.evaluate),
    { args, scope },
  );
  const isWellFormed =
    overload.keepsPairs === true &&
    args.every((arg) => arg.isWellFormed === true || !isText(arg.type) || arg.literal === null);
  return {
    type,
    evaluate,
    constant: overload.volatile !== true && isConstant(args),
    ...(isWellFormed ? { isWellFormed } : {}),
  };
}

function exactArgument(arg: Typed, param: Param): Typed | undefined {
  return arg.untypedNull === true || hasParam(arg.type, param) ? arg : undefined;
}

const TESTS: Readonly<Record<Param, (type: DataType) => boolean>> = {
  text: isText,
  int: (type) => isInteger(type) && type.kind !== 'BIGINT',
  bigint: (type) => type.kind === 'BIGINT',
  number: isNumeric,
  boolean: (type) => type.kind === 'BOOLEAN',
  bytes: isBytes,
  date: (type) => type.kind === 'DATE',
  time: (type) => type.kind === 'TIME',
  timestamp: (type) => type.kind === 'TIMESTAMP',
  ltz: (type) => type.kind === 'TIMESTAMP_LTZ',
  tz: (type) => type.kind === 'TIMESTAMP_TZ',
  array: (type) => type.kind === 'ARRAY',
  map: (type) => type.kind === 'MAP',
  any: () => true,
};

function hasParam(type: DataType, param: Param): boolean {
  return TESTS[param](type);
}

/** Without casts: an integer of another width still counts as one. */
function lenientArgument(arg: Typed, param: Param, scope: Scope): Typed | undefined {
  if (param === 'bigint' && isInteger(arg.type)) return castArgument(arg, param, scope);
  if (param === 'int' && arg.type.kind === 'BIGINT') return castArgument(arg, param, scope);
  return exactArgument(arg, param);
}

/** With the casts that Calcite puts into a projection: anything simple to text, text and numbers to numbers. */
function castArgument(arg: Typed, param: Param, scope: Scope): Typed | undefined {
  if (arg.untypedNull === true || hasParam(arg.type, param)) return arg;
  if (param === 'text') return isSimple(arg.type) ? coerce(arg, STRING, scope) : undefined;
  const isCastable = isNumeric(arg.type) || isText(arg.type);
  if (!isCastable) return undefined;
  if (param === 'int') return coerce(arg, INT, scope);
  if (param === 'bigint') return castTo(arg, { kind: 'BIGINT', nullable: true }, scope);
  if (param === 'number') return castTo(arg, DOUBLE, scope);
  return param === 'boolean' && isText(arg.type)
    ? castTo(arg, { kind: 'BOOLEAN', nullable: true }, scope)
    : undefined;
}

function castTo(arg: Typed, type: DataType, scope: Scope): Typed | undefined {
  const target = castTargetOf(type);
  const convert = target && converter(arg.type, target, scope.zone);
  return convert && { type, constant: arg.constant, evaluate: strict1(arg.evaluate, convert) };
}

function isSimple(type: DataType): boolean {
  return !['ARRAY', 'MAP', 'ROW', 'VARIANT', 'BINARY', 'VARBINARY'].includes(type.kind);
}
