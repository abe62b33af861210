// A preview as text tables for a terminal.
import type { JsonRow, PreviewResult, PreviewTable } from '@tailrace/engine';

const WIDEST = 32;

/** All tables of the preview that have rows, or the one asked for; then what each sink table would be made with. */
export function previewTables(result: PreviewResult, only: string | undefined): string {
  const tables = result.tables.filter(({ table, rows, error }) =>
    only === undefined ? rows.length > 0 || error !== undefined : table === only,
  );
  const targets = new Set(tables.flatMap(({ sinkTables }) => sinkTables));
  const sinks = result.sinkTables.filter(({ table }) => targets.has(table));
  return [
    ...tables.map(oneTable),
    ...sinks.map(
      ({ table, ddl }) => `${table} would be made with:\n${ddl.map((text) => `  ${text}\n`).join('')}`,
    ),
  ].join('\n');
}

function oneTable({ table, sinkTables, rows, error }: PreviewTable): string {
  const head = `${table} → ${sinkTables.length === 0 ? 'nowhere' : sinkTables.join(', ')}\n`;
  if (error !== undefined) return `${head}  error[${error.code}]: ${error.message}\n`;
  const dropped = rows.flatMap(({ droppedBy, source }) =>
    droppedBy === undefined ? [] : [`  dropped by ${droppedBy}: ${JSON.stringify(source)}\n`],
  );
  const failed = rows.flatMap((row) =>
    row.error === undefined ? [] : [`  error[${row.error.code}]: ${row.error.message}\n`],
  );
  const after = sinkTables.flatMap((sinkTable) => {
    const reached = rows.flatMap(({ sink }) => sink.filter((entry) => entry.table === sinkTable));
    return reached.length === 0 ? [] : [`after, in ${sinkTable}:\n${grid(reached.map(({ row }) => row))}`];
  });
  return [`${head}before:\n${grid(rows.map(({ source }) => source))}`, ...after, ...dropped, ...failed].join(
    '',
  );
}

function grid(rows: readonly JsonRow[]): string {
  const [first] = rows;
  if (first === undefined) return '  (no rows)\n';
  const names = Object.keys(first);
  const cells = rows.map((row) => names.map((name) => cellText(row[name])));
  const widths = names.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    `  ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  return `${[names, widths.map((width) => '-'.repeat(width)), ...cells].map(line).join('\n')}\n`;
}

function cellText(value: unknown): string {
  const text =
    value === null || value === undefined
      ? 'NULL'
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  const flat = text.replace(/\s+/gu, ' ');
  return flat.length > WIDEST ? `${flat.slice(0, WIDEST - 1)}…` : flat;
}
