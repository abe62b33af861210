// What the source has and what the document does with it: caught or not, by which rules, into what. Near misses are findings.
import type { PreviewResult } from '@tailrace/server/router';
import { useState } from 'react';
import { formatCount, plural } from '../lib/format.ts';
import { TextInput } from '../ui/field.tsx';
import { copyable, CopyCells } from '../ui/copy-cells.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table } from '../ui/table.tsx';
import css from './panels.module.css';
import { PreviewFrame } from './preview-frame.tsx';

export function TablesPanel() {
  return <PreviewFrame>{(result) => <Tables result={result} />}</PreviewFrame>;
}

function Tables({ result }: { readonly result: PreviewResult }) {
  const [query, setQuery] = useState('');
  const captured = result.discovered.filter((table) => table.captured).length;
  const shown = result.discovered
    .filter(({ table }) => table.toLowerCase().includes(query.toLowerCase()))
    .toSorted((a, b) => Number(b.captured) - Number(a.captured));
  const byName = new Map(result.tables.map((table) => [table.table, table]));
  return (
    <div className={css.main} style={{ height: '100%' }}>
      <div className={css.summary}>
        <span>
          {plural(captured, 'table')} of {formatCount(result.discovered.length)} caught
        </span>
        <TextInput
          type="search"
          aria-label="Search the tables of the source"
          placeholder="Search"
          style={{ maxWidth: 200 }}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className={css.scroll}>
        <Findings result={result} />
        <CopyCells>
          <Table caption="Tables of the source">
            <thead>
              <tr>
                <th scope="col">Table</th>
                <th scope="col">Caught</th>
                <th scope="col" className={css.number}>
                  Rows (estimate)
                </th>
                <th scope="col">Transform</th>
                <th scope="col">Routes</th>
                <th scope="col">Goes to</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ table, captured: isCaught, rowEstimate }) => {
                const way = byName.get(table);
                return (
                  <tr key={table} className={isCaught ? undefined : css.muted}>
                    <th {...copyable(table)} scope="row" className={css.mono}>
                      {table}
                    </th>
                    <td>{isCaught ? 'yes' : 'no'}</td>
                    <td {...copyable(String(rowEstimate ?? ''))} className={css.number}>
                      {rowEstimate === undefined ? '–' : formatCount(rowEstimate)}
                    </td>
                    <td>{way?.transform === undefined ? '–' : way.transform + 1}</td>
                    <td>
                      {way === undefined || way.routes.length === 0
                        ? '–'
                        : way.routes.map((at) => at + 1).join(', ')}
                    </td>
                    <td {...copyable(way?.sinkTables.join(', ') ?? '')} className={css.mono}>
                      {way?.sinkTables.join(', ') ?? '–'}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </Table>
        </CopyCells>
      </div>
    </div>
  );
}

/** What only the live tables can tell: patterns that catch nothing, rules that never apply, near misses. */
function Findings({ result }: { readonly result: PreviewResult }) {
  const { unmatched, diagnostics } = result;
  // A finding that names a pattern says more of it.
  const isTold = (pattern: string): boolean =>
    diagnostics.some(({ message }) => message.includes(`"${pattern}"`));
  const idle = [
    ...unmatched.patterns.flatMap((pattern) =>
      isTold(pattern) ? [] : [`The pattern ${pattern} catches no table.`],
    ),
    ...unmatched.transforms.map((at) => `Transform ${at + 1} applies to no table.`),
    ...unmatched.routes.map((at) => `Route ${at + 1} takes no table.`),
  ];
  const notes = [...new Set([...diagnostics.map(({ message }) => message), ...idle])];
  if (notes.length === 0) return null;
  return (
    <div className={css.pad}>
      <Notice tone="warn" title="Seen against the live tables">
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
