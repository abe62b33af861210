// One table at three places: in the source, after its transform, and as the sink will have it, with the statements it would run.
import type { PreviewColumn, PreviewResult, PreviewTable } from '@tailrace/server/router';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDocument } from '../document/session.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import css from './panels.module.css';
import { usePickedTable } from './use-picked-table.ts';
import { PreviewFrame } from './preview-frame.tsx';
import { TablePicker } from './table-picker.tsx';
import { tablesAt } from './rows-panel.tsx';

export function SchemaPanel() {
  return <PreviewFrame>{(result) => <Schemas result={result} />}</PreviewFrame>;
}

function Schemas({ result }: { readonly result: PreviewResult }) {
  const node = useDocument(({ graph, selected }) => graph.nodes.find(({ id }) => id === selected));
  const [picked, setPicked] = usePickedTable();
  const tables = tablesAt(result, node);
  const table = tables.find((candidate) => candidate.table === picked) ?? tables[0];
  if (table === undefined) return <EmptyState title="No table comes through here" />;
  return (
    <div className={css.split}>
      <TablePicker names={tables.map((each) => each.table)} value={table.table} onChange={setPicked} />
      <div className={css.three}>
        <Stage title="Source" name={table.table} columns={table.source} />
        <Transformed table={table} />
        {table.sinkTables.map((name) => (
          <SinkStage key={name} name={name} result={result} />
        ))}
      </div>
    </div>
  );
}

function Transformed({ table }: { readonly table: PreviewTable }) {
  if (table.error !== undefined) {
    return (
      <section className={css.stage} aria-label="After the transform">
        <h3>After the transform</h3>
        <Notice tone="error" title={table.error.message} code={table.error.code} />
      </section>
    );
  }
  const columns = table.transformed ?? table.source;
  const title = table.transform === undefined ? 'No transform' : `After transform ${table.transform + 1}`;
  return <Stage title={title} name={table.table} columns={columns} before={table.source} />;
}

function SinkStage({ name, result }: { readonly name: string; readonly result: PreviewResult }) {
  const sink = result.sinkTables.find((candidate) => candidate.table === name);
  if (sink === undefined) return null;
  const ddl = sink.ddl.join(';\n');
  return (
    <Stage title="Sink" name={name} columns={sink.columns}>
      {ddl !== '' && (
        <div className={css.ddl}>
          <CopyButton text={ddl} label={`Copy the statements for ${name}`} />
          <code>{ddl}</code>
        </div>
      )}
    </Stage>
  );
}

interface StageProps {
  readonly title: string;
  readonly name: string;
  readonly columns: readonly PreviewColumn[];
  readonly before?: readonly PreviewColumn[];
  readonly children?: ReactNode;
}

function Stage({ title, name, columns, before, children }: StageProps) {
  const old = new Map(before?.map((column) => [column.name, column.type]));
  const sign = (column: PreviewColumn): { text: string; tone: string | undefined } => {
    if (before === undefined) return { text: '', tone: undefined };
    const type = old.get(column.name);
    if (type === undefined) return { text: '+ ', tone: css.added };
    return type === column.type ? { text: '', tone: undefined } : { text: '~ ', tone: css.changed };
  };
  const kept = new Set(columns.map((column) => column.name));
  const gone = before?.filter((column) => !kept.has(column.name)) ?? [];
  return (
    <section className={css.stage} aria-label={`${title}: ${name}`}>
      <h3>
        {title} <span className={css.muted}>{name}</span>
      </h3>
      {columns.map((column) => (
        <div key={column.name} className={css.columnRow}>
          <span className={sign(column).tone}>
            {sign(column).text}
            {column.key && <KeyRound size={11} role="img" aria-label="key" />} {column.name}
          </span>
          <span>{column.type}</span>
        </div>
      ))}
      {gone.map((column) => (
        <div key={column.name} className={css.columnRow}>
          <span className={css.removed}>− {column.name}</span>
          <span>{column.type}</span>
        </div>
      ))}
      {children}
    </section>
  );
}
