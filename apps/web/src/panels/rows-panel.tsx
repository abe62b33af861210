// Real rows at the selected step: as they come, and as they go on. What the filter dropped stays, struck through, with the clause.
import type { GraphNode } from '@tailrace/core/graph';
import type { PreviewResult, PreviewTable } from '@tailrace/server/router';
import { useDocument, usePreview } from '../document/session.tsx';
import { plural } from '../lib/format.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import css from './panels.module.css';
import { usePickedTable } from './use-picked-table.ts';
import { PreviewFrame } from './preview-frame.tsx';
import { RowGrid } from './row-grid.tsx';
import { SinkGrid } from './sink-grid.tsx';
import { TablePicker } from './table-picker.tsx';

export function RowsPanel() {
  return <PreviewFrame>{(result) => <Rows result={result} />}</PreviewFrame>;
}

/** The tables that pass through a node; all of them where none is selected. */
export function tablesAt(result: PreviewResult, node: GraphNode | undefined): readonly PreviewTable[] {
  if (node?.kind === 'transform') return result.tables.filter((table) => table.transform === node.index);
  if (node?.kind === 'route') return result.tables.filter((table) => table.routes.includes(node.index));
  return result.tables;
}

function Rows({ result }: { readonly result: PreviewResult }) {
  const node = useDocument(({ graph, selected }) => graph.nodes.find(({ id }) => id === selected));
  const [picked, setPicked] = usePickedTable();
  if (node?.kind === 'sink') return <SinkRows result={result} picked={picked} onPick={setPicked} />;
  const tables = tablesAt(result, node);
  const table = tables.find((candidate) => candidate.table === picked) ?? tables[0];
  if (table === undefined) return <NoTables node={node} result={result} />;
  return (
    <div className={css.split}>
      <TablePicker names={tables.map((each) => each.table)} value={table.table} onChange={setPicked} />
      <div className={css.main}>
        <RowsHead table={table} />
        {table.error !== undefined && (
          <Notice tone="error" title={table.error.message} code={table.error.code} />
        )}
        <RowGrid table={table} isBeforeOnly={node?.kind === 'source'} />
      </div>
    </div>
  );
}

function RowsHead({ table }: { readonly table: PreviewTable }) {
  const dropped = table.rows.filter((row) => row.droppedBy !== undefined).length;
  const after = new Set(table.transformed?.map((column) => column.name));
  const before = new Set(table.source.map((column) => column.name));
  const gained = [...after].filter((name) => !before.has(name)).length;
  const lost = table.transformed === undefined ? 0 : [...before].filter((name) => !after.has(name)).length;
  const clause = table.rows.find((row) => row.droppedBy !== undefined)?.droppedBy;
  return (
    <p className={css.summary}>
      <span>{plural(table.rows.length, 'row')}</span>
      {gained > 0 && <span className={css.added}>+{plural(gained, 'column')}</span>}
      {lost > 0 && <span className={css.removed}>−{plural(lost, 'column')}</span>}
      {dropped > 0 && (
        <span className={css.removed}>
          −{plural(dropped, 'row')} (filter: <code>{clause}</code> was not true)
        </span>
      )}
      <span>
        {table.sinkTables.length > 0 && (
          <>
            → <code>{table.sinkTables.join(', ')}</code>
          </>
        )}
      </span>
    </p>
  );
}

interface SinkRowsProps {
  readonly result: PreviewResult;
  readonly picked: string | undefined;
  readonly onPick: (table: string) => void;
}

function SinkRows({ result, picked, onPick }: SinkRowsProps) {
  const table = result.sinkTables.find((candidate) => candidate.table === picked) ?? result.sinkTables[0];
  if (table === undefined) return <NoTables node={undefined} result={result} />;
  return (
    <div className={css.split}>
      <TablePicker
        names={result.sinkTables.map((each) => each.table)}
        value={table.table}
        onChange={onPick}
      />
      <div className={css.main}>
        <p className={css.summary}>
          <span>
            from <code>{table.sourceTables.join(', ')}</code>
          </span>
        </p>
        <SinkGrid table={table} result={result} />
      </div>
    </div>
  );
}

/** Which of the empty answers it is. */
function NoTables({
  node,
  result,
}: {
  readonly node: GraphNode | undefined;
  readonly result: PreviewResult;
}) {
  const error = usePreview(({ failure }) => failure);
  if (error !== undefined) return null;
  if (result.discovered.length === 0) {
    return (
      <EmptyState title="The source has no tables">
        The account can see none. It may lack the right to, or the database may be empty.
      </EmptyState>
    );
  }
  if (result.discovered.every((table) => !table.captured)) {
    return (
      <EmptyState title="The patterns catch no table">
        The source has {plural(result.discovered.length, 'table')}; the Tables panel shows which come near.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={node === undefined ? 'No rows to show' : 'No table comes through here'}>
      {node?.kind === 'transform' &&
        'Either no captured table matches its source-table, or an earlier transform takes them all: the first that matches applies.'}
      {node?.kind === 'route' && 'No captured table matches its source-table.'}
    </EmptyState>
  );
}
