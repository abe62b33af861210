export { EXPRESSION_CODES, type ExpressionCode, type ExpressionFinding } from './finding.ts';
export { childrenOf, type ExpressionNode } from './syntax/ast.ts';
export { isIf, javaRank, lostInJava, lostOperands } from './syntax/java-groups.ts';
export {
  parseCondition,
  parseProjection,
  type Expression,
  type ParsedCondition,
  type ParsedProjection,
  type ProjectionItem,
} from './syntax/parse-text.ts';
export { printExpression, printName } from './syntax/print.ts';
export { cannotFail } from './compile/cannot-fail.ts';
export { compileExpression, type CompileResult, type ObserveType } from './compile/compile-expression.ts';
export { isNotSent } from './compile/failure.ts';
export type {
  CompiledExpression,
  CompileEnvironment,
  EventContext,
  VisibleColumn,
} from './compile/environment.ts';
export { textConverter } from './cast/to-text.ts';
export { EXPRESSION_WARNING_CODES, type ExpressionWarning, type ExpressionWarningCode } from './warning.ts';
export { METADATA_NAMES } from './compile/metadata.ts';
export { findFunction, FUNCTIONS } from './functions/catalogue.ts';
export type { FunctionDoc, FunctionExample, FunctionGroup } from './functions/function-def.ts';
