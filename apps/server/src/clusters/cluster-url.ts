import { TailraceError } from '@tailrace/core/diagnostics';

/**
 * The address of a REST API without the slash at its end, and without the `#/overview` that one copies from Flink's own page. Throws
 * `cluster-url-invalid` for what is no http or https address, and for one that carries a user or a query: a password would stand in
 * every list.
 */
export function clusterUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const problem =
    url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')
      ? 'it has to begin with http:// or https://'
      : url.username !== '' || url.password !== ''
        ? 'user and password belong in fields of their own'
        : url.search !== ''
          ? 'it may not have a query'
          : undefined;
  if (problem === undefined && url !== undefined) return `${url.origin}${url.pathname.replace(/\/+$/u, '')}`;
  throw new TailraceError(
    'cluster-url-invalid',
    `That is no address of Flink's REST API: ${problem ?? 'it cannot be read'}. An example: http://flink-jobmanager:8081.`,
  );
}
