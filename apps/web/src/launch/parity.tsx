import { useMutation } from '@tanstack/react-query';
import type { CellDifference, TableParity } from '@tailrace/server/router';
import { Scale } from 'lucide-react';
import type { CallFailure } from '../lib/api.ts';
import { formatCount, plural } from '../lib/format.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Table } from '../ui/table.tsx';
import css from './launch.module.css';

/** As it comes over the wire: what is undefined is left out. */
type SeenDifference = Pick<CellDifference, 'key'> & Partial<CellDifference>;
type SeenTable = Omit<TableParity, 'differences'> & { readonly differences: readonly SeenDifference[] };

interface ParityProps {
  readonly text: string;
  readonly clusterId: string;
  readonly rewrite: boolean;
}

/** Whether this machine and the cluster make the same cells of the user's own tables. */
export function Parity({ text, clusterId, rewrite }: ParityProps) {
  const compare = useMutation(trpc.parity.compare.mutationOptions());
  const failure = failureOf(compare.error);
  return (
    <section aria-label="Both engines">
      <h3>The same cells on both engines?</h3>
      <p>
        Reads the tables once here and once on the cluster, which takes a slot, and compares every cell.
        Nothing is written to the sink.
      </p>
      <div className={css.take}>
        <Button
          icon={<Scale size={14} aria-hidden="true" />}
          busy={compare.isPending}
          onClick={() => compare.mutate({ text, clusterId, rewrite })}
        >
          Compare both engines
        </Button>
      </div>
      <div role="status" className={css.parity}>
        {compare.isPending && <p>Both engines read; that takes a minute on a cold cluster.</p>}
        {failure !== undefined && (
          <NotCompared
            failure={failure}
            onAllTheSame={() => compare.mutate({ text, clusterId, rewrite, evenMany: true })}
          />
        )}
        {compare.data?.length === 0 && <p>Neither engine read a table.</p>}
        {compare.data?.map((table) => (
          <TableResult key={table.table} table={table} />
        ))}
      </div>
    </section>
  );
}

interface NotComparedProps {
  readonly failure: CallFailure;
  readonly onAllTheSame: () => void;
}

/** Why nothing was compared; many rows are a question, not a refusal. */
export function NotCompared({ failure, onAllTheSame }: NotComparedProps) {
  const { code, message, data } = failure;
  if (code !== 'parity-many-rows')
    return <Failure what="They could not be compared" code={code} message={message} />;
  return (
    <Notice
      tone="warn"
      title={`About ${plural(Number(data['rows']), 'row')}: compare all the same?`}
      code={code}
      actions={<Button onClick={onAllTheSame}>Compare all the same</Button>}
    >
      {message}
    </Notice>
  );
}

function TableResult({ table }: { readonly table: SeenTable }) {
  const { rowsHere, rowsOnFlink, cells, differing, notCompared } = table;
  return (
    <div className={css.parityTable}>
      <h4>
        <code>{table.table}</code>
      </h4>
      <p>
        {differing === 0
          ? `Equal: ${plural(rowsHere, 'row')}, ${plural(cells, 'cell')}.`
          : `${plural(differing, 'cell')} of ${formatCount(cells)} differ; ${plural(rowsHere, 'row')} here, ${formatCount(rowsOnFlink)} on Flink.`}
        {notCompared.length > 0 &&
          ` Not compared, because Flink prints no value of them: ${notCompared.join(', ')}.`}
      </p>
      {differing > 0 && <Differences table={table} />}
    </div>
  );
}

function Differences({ table: { table, differing, differences } }: { readonly table: SeenTable }) {
  return (
    <ScrollRegion label={`Differing cells of ${table}`} className={css.difference}>
      <Table
        caption={
          differing > differences.length
            ? `The first ${differences.length} differing cells of ${table}`
            : `Differing cells of ${table}`
        }
      >
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Column</th>
            <th scope="col">Here</th>
            <th scope="col">On Flink</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((one, at) => (
            // The order of the answer: nothing else tells two differences of one key apart.
            <DifferenceRow key={`${at} ${one.key}`} one={one} />
          ))}
        </tbody>
      </Table>
    </ScrollRegion>
  );
}

function DifferenceRow({ one }: { readonly one: SeenDifference }) {
  return (
    <tr>
      <th scope="row" className={css.cell}>
        {one.key}
      </th>
      <td className={css.cell}>{one.column ?? 'the whole row'}</td>
      <td className={css.cell}>{one.here ?? '–'}</td>
      <td className={css.cell}>{one.onFlink ?? '–'}</td>
    </tr>
  );
}
