// One expression over one row, as text: for tests.
import { textConverter } from '../cast/to-text.ts';
import { compileExpression } from '../compile/compile-expression.ts';
import type { CompileEnvironment } from '../compile/environment.ts';
import { parseCondition } from '../syntax/parse-text.ts';
import type { Row } from '../../value/index.ts';
import { tableId } from '../../table/index.ts';

export const EMPTY_ENVIRONMENT: CompileEnvironment = {
  columns: [],
  metadata: [],
  decimalPrecision: 19,
  timeZone: 'UTC',
  mode: 'projection',
  userFunctions: [],
  models: [],
};

/** The value as CAST to text shows it, `NULL` for null, `error: …` with the codes for findings. Throws what evaluation throws. */
export function evaluateText(text: string, env: Partial<CompileEnvironment> = {}, row: Row = []): string {
  const { expression, findings } = parseCondition(text);
  if (expression === undefined) return `error: ${findings.map((finding) => finding.code).join(' ')}`;
  const result = compileExpression(expression, { ...EMPTY_ENVIRONMENT, ...env });
  if (!result.ok) return `error: ${result.errors.map((error) => error.code).join(' ')}`;
  const context = { nowMs: 1_709_618_828_123, table: tableId('shop', 'orders'), op: '+I', meta: {} } as const;
  const value = result.expression.evaluate(row, context);
  return value === null ? 'NULL' : textConverter(result.expression.type)(value);
}
