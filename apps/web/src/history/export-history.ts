import type { Entry } from './timeline.tsx';

/** The entries as JSON, oldest first. */
export function historyAsJson(entries: readonly Entry[]): string {
  return `${JSON.stringify(entries.toReversed(), undefined, 2)}\n`;
}

/** The statements that the sink ran, oldest first, each with where it came from. */
export function historyAsSql(entries: readonly Entry[]): string {
  const blocks = entries.toReversed().flatMap((entry) =>
    entry.results
      .filter((result) => result.statements.length > 0)
      .map((result) => {
        const head = `-- ${new Date(entry.at).toISOString()} ${entry.sourceTable} -> ${result.sinkTable}: ${entry.kind}, ${result.outcome}`;
        return `${head}\n${result.statements.map((statement) => `${statement};`).join('\n')}\n`;
      }),
  );
  return blocks.length === 0 ? '-- The sink ran no statement.\n' : blocks.join('\n');
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
