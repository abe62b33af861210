// `tailrace preview`: some real rows at every step of the pipeline. Reads, and leaves nothing behind.
import { connectorRegistry } from '@tailrace/connectors/registry';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { previewPipeline } from '@tailrace/engine';
import { stringOption, UsageError, write, type Command } from '../command.ts';
import { previewTables } from '../run/preview-tables.ts';
import { referencesFrom } from '../run/references.ts';

export const preview: Command = {
  name: 'preview',
  summary: 'reads some real rows and shows them before and after every step',
  usage: 'FILE [--table T] [--rows N] [--format table|json]',
  positionals: [1, 1],
  options: {
    table: {
      type: 'string',
      placeholder: 'T',
      description: 'only this source table; the first captured ones when left out',
    },
    rows: { type: 'string', placeholder: 'N', description: 'rows per table; 5 when left out, 200 at most' },
    format: {
      type: 'string',
      values: ['table', 'json'],
      description: 'how it is printed; table when left out',
    },
  },
  run: async (args, io) => {
    const text = await io.readText(args.positionals[0] ?? '-');
    const table = stringOption(args, 'table');
    const result = await previewPipeline({
      text,
      registry: connectorRegistry,
      resolveReference: referencesFrom(io.env),
      rows: rowCount(stringOption(args, 'rows') ?? '5'),
      ...(table === undefined ? {} : { tables: [table] }),
      signal: io.signal,
    });
    if (stringOption(args, 'format') === 'json') {
      await write(io.stdout, `${JSON.stringify(result, null, 2)}\n`);
      return 0;
    }
    for (const diagnostic of result.diagnostics)
      await write(io.stderr, `${renderDiagnostic(text, diagnostic)}\n`);
    await write(io.stdout, previewTables(result, table));
    return 0;
  },
};

function rowCount(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= 200) return rows;
  throw new UsageError(`--rows is a number from 1 to 200, got "${text}"`);
}
