// Runs the projection and filter of a conformance case directly on the rows of its events, without the chain around them: what this room
// decides (types and values of computed columns, which rows pass), and nothing else. For tests.
import { decodeJsonRow, encodeValue, schemaFromJson, type JsonSchema } from '../../event/index.ts';
import { must } from '../../assert/index.ts';
import { parseTableId, type TableId, type TableSchema } from '../../table/index.ts';
import { formatDataType, parseDataType } from '../../types/index.ts';
import type { JsonValue, Row } from '../../value/index.ts';
import { compileExpression } from '../compile/compile-expression.ts';
import type { CompiledExpression, CompileEnvironment, EventContext } from '../compile/environment.ts';
import { parseCondition, parseProjection } from '../syntax/parse-text.ts';

export interface CaseEvent {
  readonly type: string;
  readonly table: string;
  readonly schema?: JsonSchema;
  readonly before?: Readonly<Record<string, JsonValue>>;
  readonly after?: Readonly<Record<string, JsonValue>>;
  readonly meta?: Readonly<Record<string, string>>;
}

export interface CaseRule {
  readonly projection: string | undefined;
  readonly filter: string | undefined;
  readonly timeZone: string;
  readonly decimalPrecision: 19 | 38;
}

/** What came out for one cell that the case names, where it differs. */
export interface Difference {
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface CaseResult {
  readonly checked: number;
  readonly differences: readonly Difference[];
}

interface Output {
  readonly name: string;
  readonly text: string;
  readonly expression: CompiledExpression;
}

/** The first error, or the compiled outputs and condition. */
export function compileRule(
  rule: CaseRule,
  schema: TableSchema,
): { readonly outputs: readonly Output[]; readonly filter: CompiledExpression | undefined } {
  const env: CompileEnvironment = {
    columns: schema.columns,
    metadata: [{ name: 'op_ts', type: must(parseDataType('BIGINT NOT NULL'), 'a type') }],
    decimalPrecision: rule.decimalPrecision,
    timeZone: rule.timeZone,
    mode: 'projection',
    userFunctions: [],
    models: [],
  };
  const projection = parseProjection(rule.projection ?? '*');
  const [finding] = projection.findings;
  if (finding !== undefined) throw new Error(finding.message);
  const outputs: Output[] = [];
  for (const item of projection.items) {
    if (item.kind !== 'computed') continue;
    const result = compileExpression(item.expression, env);
    if (!result.ok) throw new Error(`${item.name}: ${result.errors.map((error) => error.message).join(' ')}`);
    outputs.push({ name: item.name, text: item.expression.text, expression: result.expression });
  }
  if (rule.filter === undefined) return { outputs, filter: undefined };
  const condition = parseCondition(rule.filter);
  const [wrong] = condition.findings;
  if (wrong !== undefined || condition.expression === undefined)
    throw new Error(wrong?.message ?? 'no filter');
  const computed = outputs.map((output) => ({ name: output.name, type: output.expression.type }));
  const result = compileExpression(condition.expression, {
    ...env,
    mode: 'filter',
    columns: [...computed, ...schema.columns],
  });
  if (!result.ok) throw new Error(`filter: ${result.errors.map((error) => error.message).join(' ')}`);
  return { outputs, filter: result.expression };
}

export function contextOf(table: TableId, op: EventContext['op'], meta: EventContext['meta']): EventContext {
  return { nowMs: 1_700_000_000_000, table, op, meta };
}

/** Compares types and inserted rows of the only table of a case with one rule. */
export function runCase(
  rule: CaseRule,
  events: readonly CaseEvent[],
  expected: readonly CaseEvent[],
): CaseResult {
  const created = must(events[0], 'a case without events');
  const decodedSchema = schemaFromJson(must(created.schema, 'a case that does not begin with create.table'));
  if (!decodedSchema.ok) throw new Error(decodedSchema.message);
  const schema = decodedSchema.value;
  const { outputs, filter } = compileRule(rule, schema);
  const differences = [...compareTypes(outputs, expected[0])];
  let checked = outputs.length;
  const wanted = expected.filter((event) => event.type === 'insert');
  let at = 0;
  for (const insert of events.filter((event) => event.type === 'insert')) {
    const row = decodeJsonRow(insert.after, schema);
    if (!row.ok) throw new Error(row.message);
    const context = contextOf(must(parseTableId(insert.table), 'a table id'), '+I', insert.meta ?? {});
    const computed: Row = outputs.map((output) => output.expression.evaluate(row.value, context));
    if (filter !== undefined && filter.evaluate([...computed, ...row.value], context) !== true) continue;
    for (const [index, output] of outputs.entries()) {
      const want = wanted[at]?.after?.[output.name];
      const got = encodeValue(computed[index] ?? null, output.expression.type);
      checked += 1;
      if (sameJson(want, got)) continue;
      differences.push({
        what: `${output.text} of ${JSON.stringify(insert.after)}`,
        expected: want,
        actual: got,
      });
    }
    at += 1;
  }
  if (at !== wanted.length) differences.push({ what: 'rows that pass', expected: wanted.length, actual: at });
  return { checked, differences };
}

function compareTypes(outputs: readonly Output[], created: CaseEvent | undefined): readonly Difference[] {
  return outputs.flatMap((output) => {
    const column = created?.schema?.columns.find((candidate) => candidate.name === output.name);
    const type = column && parseDataType(column.type);
    if (type === undefined) return [];
    const [expected, actual] = [formatDataType(type), formatDataType(output.expression.type)];
    return expected === actual ? [] : [{ what: `type of ${output.text}`, expected, actual }];
  });
}

function sameJson(expected: JsonValue | undefined, actual: JsonValue): boolean {
  if (expected === undefined) return false;
  if (typeof expected === 'number' && typeof actual === 'number') return sameNumber(expected, actual);
  if (typeof expected === 'string' && typeof actual === 'number') return expected === String(actual);
  if (typeof expected === 'number' && typeof actual === 'string') return String(expected) === actual;
  return JSON.stringify(expected) === JSON.stringify(actual);
}

/** Numbers of FLOAT columns are written with different digits for the same 32 bits. */
function sameNumber(expected: number, actual: number): boolean {
  return expected === actual || (Math.fround(actual) === actual && Math.fround(expected) === actual);
}
