// Columns by name: of the row, then metadata columns.
import { suggest } from '../../diagnostics/index.ts';
import { UNSENT, type Value } from '../../value/index.ts';
import type { ColumnRef } from '../syntax/ast.ts';
import { isText, limited } from './data-types.ts';
import type { VisibleColumn } from './environment.ts';
import { EvaluationFailure } from './failure.ts';
import { METADATA_NAMES, metadataColumn } from './metadata.ts';
import type { Scope, Typed } from './typed.ts';

export function column(node: ColumnRef, scope: Scope): Typed | undefined {
  const { name } = node;
  const at = scope.env.columns.findIndex((candidate) => candidate.name === name);
  const found = scope.env.columns[at];
  if (found !== undefined) {
    // One for all rows: where old images have nothing but keys, each row would pay for a stack trace that nobody reads.
    const missing = notSent(name);
    scope.usedColumns.add(at);
    warnDigits(node, found, scope);
    return {
      type: limited(found.type, scope.env.decimalPrecision),
      constant: false,
      column: at,
      // Whoever makes rows sees to it: sources decode bytes, and events have a question mark in the place of half a pair.
      ...(isText(found.type) ? { isWellFormed: true } : {}),
      evaluate: (row): Value => {
        const value = row[at];
        if (value === UNSENT) throw missing;
        return value ?? null;
      },
    };
  }
  const metadata = metadataColumn(name, scope);
  if (metadata !== undefined) return metadata;
  const known = [...scope.env.columns, ...scope.env.metadata].map((candidate) => candidate.name);
  const suggestion = suggest(name, [...known, ...METADATA_NAMES]);
  const hint =
    suggestion === undefined
      ? known.length === 0
        ? ''
        : ` The table has ${list(known)}.`
      : ` Did you mean \`${suggestion}\`?`;
  return scope.report('unknown-column', node.nameRange, `There is no column \`${name}\`.${hint}`, suggestion);
}

function warnDigits(node: ColumnRef, { name, type }: VisibleColumn, scope: Scope): void {
  const { decimalPrecision } = scope.env;
  if (type.kind !== 'DECIMAL' || type.precision <= decimalPrecision) return;
  scope.warn({
    code: 'decimal-digits-lost',
    message: `\`${name}\` has ${type.precision} digits, computed columns keep ${decimalPrecision}: a value that needs more is NULL. Set transform.decimal.precision.mode to UP_TO_38.`,
    range: node.range,
  });
}

function notSent(name: string): EvaluationFailure {
  return new EvaluationFailure(
    `the source did not send the column \`${name}\` with this change; give the table REPLICA IDENTITY FULL`,
    'value-not-sent',
  );
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}
