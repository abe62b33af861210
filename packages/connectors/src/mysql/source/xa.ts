// XA transactions in the log: statements with the id in hexadecimal (X'67',X'62',1), and the events that prepare.
import type { XaId } from '../binlog/gtid-event.ts';

/** One text for an id, whichever way it was written. */
export function xaIdText({ formatId, gtrid, bqual }: XaId): string {
  return `${gtrid.toString('hex')},${bqual.toString('hex')},${formatId}`;
}

export function xaQuery(text: string): { readonly verb: string; readonly id: string } {
  const [, verb = '', rest = ''] = /^\s*XA\s+(\w+)\s*(.*)$/isu.exec(text) ?? [];
  const parts = [...rest.matchAll(/X'([0-9a-f]*)'|'((?:[^'\\]|''|\\.)*)'|(\b\d+\b)/giu)];
  const bytes = parts.flatMap(([, hex, plain]) =>
    hex !== undefined
      ? [hex.toLowerCase()]
      : plain !== undefined
        ? [Buffer.from(plain.replaceAll("''", "'")).toString('hex')]
        : [],
  );
  const number = parts.find(([, , , digits]) => digits !== undefined)?.[3] ?? '1';
  return { verb: verb.toUpperCase(), id: `${bytes[0] ?? ''},${bytes[1] ?? ''},${Number(number)}` };
}
