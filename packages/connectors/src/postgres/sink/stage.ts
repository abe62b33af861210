// A temporary table of the same columns, emptied at each commit, where rows wait that cannot go straight into the table: because they may
// be there already, because only some columns are known, or because the table's types are others than ours.
import { quoteIdent } from '../sql-text.ts';
import { sqlStateOf } from '../wire/server-error.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import type { WritePlan } from './target-table.ts';

export interface Stage {
  readonly name: string;
  /** Statement that begins a COPY of the columns at these positions into it. */
  copy(positions: readonly number[]): string;
  /** Moves everything on; rows that are there get the new values. `repeats`: one key may be there several times, the last counts. */
  upsert(repeats: boolean): Promise<void>;
  /** Sets the columns at `positions` of the rows that are there; others are passed over. */
  update(positions: readonly number[]): Promise<void>;
}

const SAVEPOINT = 'tailrace_stage';

const column = (at: number): string => `c${at}`;

/** `transaction` tells one transaction of the connection from the next. */
export async function createStage(
  wire: WireConnection,
  plan: WritePlan,
  { number, transaction }: { readonly number: number; readonly transaction: () => number },
): Promise<Stage> {
  const name = `pg_temp.tailrace_stage_${number}`;
  const types = plan.types.map(
    (type, at) =>
      `${column(at)} ${type.ddl.replace(/^(?:numeric|character varying|character)\(.*?\)/u, loose)}`,
  );
  await wire.query(`CREATE TEMP TABLE tailrace_stage_${number} (${types.join(', ')}) ON COMMIT DELETE ROWS`);
  const target = (at: number): string => quoteIdent(plan.schema.columns[at]?.name ?? '');
  const cast = (at: number): string => `${column(at)}::${plan.targetTypes[at] ?? ''}`;
  const positions = plan.types.map((_, at) => at);
  const keys = new Set(plan.keys);
  const rest = positions.filter((at) => !keys.has(at));
  const keyList = plan.keys.map(target).join(', ');
  const onConflict =
    plan.keys.length === 0
      ? ''
      : rest.length === 0
        ? ` ON CONFLICT (${keyList}) DO NOTHING`
        : ` ON CONFLICT (${keyList}) DO UPDATE SET ${rest.map((at) => `${target(at)} = excluded.${target(at)}`).join(', ')}`;
  // A commit empties it, which costs less than a TRUNCATE: that is only for a second use in one transaction.
  let usedIn = -1;
  const emptied = (): string => {
    const again = usedIn === transaction();
    usedIn = transaction();
    return again ? `TRUNCATE ${name}; ` : '';
  };
  async function upsert(repeats: boolean): Promise<void> {
    const by = plan.keys.map(column).join(', ');
    const last = repeats && by !== '';
    const distinct = last ? `DISTINCT ON (${by}) ` : '';
    // In the order of the index, too, its pages are found one behind the other.
    const order = by === '' ? '' : ` ORDER BY ${by}${last ? ', ctid DESC' : ''}`;
    await wire.query(
      `INSERT INTO ${plan.target} (${positions.map(target).join(', ')}) SELECT ${distinct}${positions.map(cast).join(', ')} FROM ${name}${order}${onConflict}`,
    );
  }
  return {
    name,
    copy: (wanted) =>
      `${emptied()}COPY ${name} (${wanted.map(column).join(', ')}) FROM STDIN (FORMAT binary)`,
    async upsert(repeats) {
      if (!plan.mayMakeAnew) {
        await upsert(repeats);
        return;
      }
      await wire.query(`SAVEPOINT ${SAVEPOINT}`);
      try {
        await upsert(repeats);
      } catch (error) {
        if (sqlStateOf(error) !== '23505') throw error;
        // Rows exchange a unique value: all old ones go before the new ones come.
        const match = plan.keys.map((at) => `t.${target(at)} = s.${cast(at)}`).join(' AND ');
        await wire.query(
          `ROLLBACK TO SAVEPOINT ${SAVEPOINT}; DELETE FROM ${plan.target} t USING ${name} s WHERE ${match}`,
        );
        await upsert(repeats);
      }
      await wire.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
    },
    async update(wanted) {
      const set = wanted.filter((at) => !keys.has(at)).map((at) => `${target(at)} = s.${cast(at)}`);
      const match = plan.keys.map((at) => `t.${target(at)} = s.${cast(at)}`).join(' AND ');
      // Without statistics of the stage, the planner would read the whole table for a join of another kind.
      const nested = 'SET LOCAL enable_mergejoin = off; SET LOCAL enable_hashjoin = off';
      const update =
        set.length === 0 ? '' : `UPDATE ${plan.target} t SET ${set.join(', ')} FROM ${name} s WHERE ${match}`;
      if (update !== '') await wire.query(`${nested}; ${update}`);
    },
  };
}

/** Widths are the target's business: a cast into it says so when a value is too long. */
function loose(type: string): string {
  return type.startsWith('numeric') ? 'numeric' : type.startsWith('character varying') ? 'text' : type;
}
