// Mixed writes and a schema change a minute on the table of one lane, until told to stop.
import type { Lane } from './lanes.ts';

const ROWS = 20_000;
const PAUSE_MS = 25;

export interface SoakLoad {
  transactions(): number;
  changes(): number;
  /** Columns that the table has now. */
  columns(): readonly string[];
  stop(): Promise<void>;
}

export async function makeTable(lane: Lane): Promise<void> {
  const text = lane.name === 'postgres' ? 'text' : 'TEXT';
  await lane.write(
    `CREATE TABLE soak (id ${lane.types.wide} PRIMARY KEY, amount DECIMAL(12, 2) NOT NULL, note VARCHAR(200), big ${text})`,
  );
  if (lane.name === 'postgres') await lane.write('ALTER TABLE soak REPLICA IDENTITY FULL');
  for (let from = 0; from < ROWS; from += 1000) {
    const rows = Array.from(
      { length: 1000 },
      (_, at) => `(${from + at}, ${at}.25, 'row ${from + at}', NULL)`,
    );
    await lane.write(`INSERT INTO soak VALUES ${rows.join(', ')}`);
  }
}

/** `changeEveryMs`: between two schema changes. Rejects in `stop` with what went wrong. */
export function startLoad(lane: Lane, changeEveryMs: number): SoakLoad {
  let isStopped = false;
  let done = 0;
  let changed = 0;
  const extra: string[] = [];
  const pause = async (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const writing = (async () => {
    // As many rows come as go, so that the tables keep their size.
    for (let n = 0; !isStopped; n += 1) {
      const first = ROWS + n * 3;
      const touched = (n * 7919) % ROWS;
      await lane.write(
        [
          'BEGIN',
          `INSERT INTO soak (id, amount, note) VALUES (${first}, ${n % 997}.5, 'new ${n}'), (${first + 1}, 0, NULL), (${first + 2}, -1, '')`,
          `UPDATE soak SET amount = amount + 1, note = 'touched ${n}' WHERE id BETWEEN ${touched} AND ${touched + 10}`,
          ...(n % 10 === 0 ? [`UPDATE soak SET big = '${'b'.repeat(n % 8000)}' WHERE id = ${touched}`] : []),
          `DELETE FROM soak WHERE id BETWEEN ${first - 3000} AND ${first - 2998} AND id >= ${ROWS}`,
          n % 50 === 49 ? 'ROLLBACK' : 'COMMIT',
        ].join('; '),
      );
      done += 1;
      await pause(PAUSE_MS);
    }
  })();

  const altering = (async () => {
    let since = Date.now();
    while (!isStopped) {
      if (Date.now() - since < changeEveryMs) {
        await pause(100);
        continue;
      }
      since = Date.now();
      await lane.alter(next(lane, changed, extra));
      changed += 1;
    }
  })();
  // What goes wrong is told by `stop`.
  writing.catch(() => undefined);
  altering.catch(() => undefined);
  return {
    transactions: () => done,
    changes: () => changed,
    columns: () => ['id', 'amount', 'note', 'big', ...extra],
    stop: async () => {
      isStopped = true;
      await Promise.all([writing, altering]);
    },
  };
}

/** In turn: a column comes, gets another name, a wider type, and goes. */
function next(lane: Lane, at: number, extra: string[]): string {
  const round = Math.floor(at / 4);
  switch (at % 4) {
    case 0:
      extra.push(`extra_${round}`);
      return `ALTER TABLE soak ADD COLUMN extra_${round} ${lane.types.narrow} DEFAULT ${round}`;
    case 1:
      extra.splice(extra.indexOf(`extra_${round}`), 1, `named_${round}`);
      return `ALTER TABLE soak RENAME COLUMN extra_${round} TO named_${round}`;
    case 2:
      return lane.alterType(`named_${round}`, lane.types.wide);
    default:
      extra.splice(extra.indexOf(`named_${round}`), 1);
      return `ALTER TABLE soak DROP COLUMN named_${round}`;
  }
}
