import { useDocument, usePreview } from '../document/session.tsx';
import { cellText } from '../lib/cell-text.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Table } from '../ui/table.tsx';
import { columnFates } from './column-fates.ts';
import css from './inspector.module.css';

const SIGN = { kept: '=', renamed: '→', computed: 'ƒ', dropped: '−' } as const;

/** The columns of the first table that this transform applies to: kept, computed, dropped, each with type and a value. */
export function ColumnTable({ index }: { readonly index: number }) {
  const table = usePreview(({ result }) => result?.tables.find(({ transform }) => transform === index));
  const others = usePreview(
    ({ result }) => (result?.tables.filter(({ transform }) => transform === index).length ?? 0) - 1,
  );
  const projection = useDocument(({ snapshot }) => snapshot.pipeline.transforms[index]?.projection);
  if (table?.transformed === undefined) return null;
  return (
    <div className={css.box}>
      <h3>
        Columns of {table.table}
        {others > 0 && ` and ${others} more`}
      </h3>
      <ScrollRegion className={css.columns} label={`Columns of ${table.table}`}>
        <Table caption={`Columns of ${table.table} after this transform`}>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Sample</th>
            </tr>
          </thead>
          <tbody>
            {columnFates(table, projection).map((column) => (
              <tr key={`${column.fate}-${column.name}`}>
                <th scope="row" className={css.name}>
                  <span className={css.fate} data-fate={column.fate} title={column.fate}>
                    {SIGN[column.fate]}
                    <span className="visually-hidden"> {column.fate} </span>
                  </span>{' '}
                  {column.name}
                  {column.from !== undefined && (
                    <span className={css.from} title={column.from}>
                      {column.fate === 'renamed' ? `was ${column.from}` : column.from}
                    </span>
                  )}
                </th>
                <td className={css.type}>{column.type}</td>
                <td className={css.sample}>{cellText(column.sample)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ScrollRegion>
    </div>
  );
}
