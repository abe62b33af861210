import type { OperatorMetrics } from '@tailrace/server/router';
import { formatBytes, formatCount } from '../lib/format.ts';
import { copyable, CopyCells } from '../ui/copy-cells.tsx';
import { Table } from '../ui/table.tsx';
import css from './runs.module.css';

/** Each chain of operators: what went through, and where it is held up. */
export function JobOperators({ operators }: { readonly operators: readonly OperatorMetrics[] }) {
  if (operators.length === 0)
    return <p className={css.hint}>The operators appear when the cluster has the job.</p>;
  return (
    <CopyCells>
      <Table caption="Operators of the job">
        <thead>
          <tr>
            <th scope="col">Operator</th>
            <th scope="col">Status</th>
            {['Parallel', 'Records in', 'Records out', 'In', 'Out'].map((name) => (
              <th key={name} scope="col" className={css.number}>
                {name}
              </th>
            ))}
            <th scope="col">Busy, back-pressured</th>
          </tr>
        </thead>
        <tbody>
          {operators.map((operator) => (
            <tr key={operator.id}>
              <th {...copyable(operator.name)} scope="row" className={css.operator}>
                {operator.name}
              </th>
              <td {...copyable(operator.status)}>{operator.status}</td>
              <td {...copyable(String(operator.parallelism))} className={css.number}>
                {operator.parallelism}
              </td>
              <td {...copyable(String(operator.recordsIn))} className={css.number}>
                {formatCount(operator.recordsIn)}
              </td>
              <td {...copyable(String(operator.recordsOut))} className={css.number}>
                {formatCount(operator.recordsOut)}
              </td>
              <td {...copyable(String(operator.bytesIn))} className={css.number}>
                {formatBytes(operator.bytesIn)}
              </td>
              <td {...copyable(String(operator.bytesOut))} className={css.number}>
                {formatBytes(operator.bytesOut)}
              </td>
              <td>
                <Pressure operator={operator} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </CopyCells>
  );
}

/** From here on an operator holds up those before it (Flink's own page calls it high). */
const HIGH = 0.5;

function Pressure({ operator }: { readonly operator: OperatorMetrics }) {
  const { name, busy, backPressured } = operator;
  if (busy === undefined || backPressured === undefined)
    return <span className={css.hint}>not told so far</span>;
  return (
    <span className={css.pressure} data-high={backPressured >= HIGH ? true : undefined}>
      <meter min={0} max={1} value={busy} aria-label={`Busy share of ${name}`} />
      {percent(busy)} busy, {percent(backPressured)} back-pressured
    </span>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
