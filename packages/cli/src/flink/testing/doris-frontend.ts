// As much of an Apache Doris as Flink CDC's doris sink speaks to: statements by `/api/query`, light schema changes, and stream loads.
// It keeps what it is told and checks nothing; answers are shaped as in Doris' HTTP API (docs: Stream Load, Statement Execution).
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface DorisFrontend {
  readonly port: number;
  readonly statements: readonly string[];
  /** Rows of the stream loads of a table, `db.table`, in order. */
  rows(table: string): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export async function startDorisFrontend(): Promise<DorisFrontend> {
  const statements: string[] = [];
  const loads = new Map<string, Record<string, unknown>[]>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request, body, { statements, loads })));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    statements,
    rows: (table) => loads.get(table) ?? [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  { url = '', headers }: IncomingMessage,
  body: string,
  kept: { readonly statements: string[]; readonly loads: Map<string, Record<string, unknown>[]> },
): unknown {
  const load = /^\/api\/([^/]+)\/([^/]+)\/_stream_load/.exec(url);
  if (load !== null) {
    const lines = body.split('\n').filter((line) => line.trim() !== '');
    const table = `${load[1]}.${load[2]}`;
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    kept.loads.set(table, [...(kept.loads.get(table) ?? []), ...rows]);
    return {
      TxnId: kept.loads.size,
      Label: headers['label'] ?? '',
      Status: 'Success',
      Message: 'OK',
      NumberTotalRows: rows.length,
      NumberLoadedRows: rows.length,
      NumberFilteredRows: 0,
    };
  }
  if (url.startsWith('/api/query/')) {
    kept.statements.push((JSON.parse(body) as { stmt: string }).stmt);
    return { code: 0, msg: 'success', count: 0, data: { type: 'result_set', meta: [], data: [], time: 1 } };
  }
  return { code: 0, msg: 'success', count: 0, data: {} };
}
