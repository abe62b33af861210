import type { ConnectorCatalog } from '@tailrace/core/descriptor';

/** The module that packages/connectors/src/heads.ts reads: the first lines of every descriptor. */
export function connectorHeadsModule({ connectors }: ConnectorCatalog): string {
  const heads = connectors.map(({ role, type, title, summary, glyph, engines }) => {
    const head = JSON.stringify({ role, type, title, summary, glyph, engines }, null, 2);
    return `  ${head.replaceAll('\n', '\n  ')},`;
  });
  return [
    '// Made by `pnpm generate`; do not edit.',
    'export const CONNECTOR_HEADS = [',
    ...heads,
    '] as const;',
    '',
  ].join('\n');
}
