// Values as SQL literals.
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { nameColumn, ValueError } from '../../value-error.ts';
import type { WritePlan } from './target-table.ts';
import { quoteText } from './sql-text.ts';

/** The value of the column at `at`. Throws `value-not-representable`, naming table and column. */
export function literalOf(plan: WritePlan, at: number, value: Value | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  const column = plan.columns[at];
  if (column === undefined) throw new Error(`internal: no column ${at} in ${plan.name}`);
  try {
    if (value === UNSENT) {
      throw new ValueError('the source did not send a value, and the row is needed whole.');
    }
    column.check?.(value);
    const { form } = column;
    if (form.kind === 'bytes') {
      const bytes = value as Uint8Array;
      return bytes.length === 0
        ? "''"
        : `x'${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}'`;
    }
    const text = form.text(value);
    return form.kind === 'number' ? text : quoteText(text);
  } catch (error) {
    throw nameColumn(error, plan.name, column.name);
  }
}

/** `(1,'a',NULL)`. */
export function rowLiteral(plan: WritePlan, row: Row): string {
  let text = '(';
  for (let at = 0; at < plan.columns.length; at += 1) {
    if (at > 0) text += ',';
    text += literalOf(plan, at, row[at]);
  }
  return `${text})`;
}

/** `` `a` = 1 AND `b` = 'x' ``: the row of this key. */
export function keyCondition(plan: WritePlan, row: Row): string {
  return plan.keys
    .map((at) => `${plan.columns[at]?.quoted ?? ''} = ${literalOf(plan, at, row[at])}`)
    .join(' AND ');
}
