import { formatTableId, type TableId } from '@tailrace/core/table';

/** Says once a column that dates which no calendar has were turned to NULL or 1970, and then each time their number is ten times as large. */
export function zeroDateLog(
  log: (message: string) => void,
): (table: TableId, column: string, text: string) => void {
  const counts = new Map<string, number>();
  return (table, column, text) => {
    const name = `${formatTableId(table)}.${column}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (!/^10*$/u.test(String(count))) return;
    log(
      `Column ${name} holds dates that no calendar has, such as ${text}: they become NULL, or 1970-01-01 where the column is NOT NULL, as in Flink CDC (${count} so far).`,
    );
  };
}
