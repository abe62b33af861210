// What the `values` sink of Flink CDC printed: `1> DataChangeEvent{tableId=shop.orders, before=[], after=[2, b], op=INSERT, meta=()}`.

/** The events of a table as they were printed from an offset of the log on, without the number of the subtask. */
function printedEvents(log: string, table: string): readonly string[] {
  return log
    .split('\n')
    .map((line) => line.replace(/^\d+> /, ''))
    .filter((line) => /^\w+Event\{/.test(line) && line.includes(`tableId=${table},`));
}

/** The rows that were inserted or that updates left, each as the sink prints it: `2, b`. */
export const printedRows = (log: string, table: string): readonly string[] =>
  printedEvents(log, table).flatMap(
    (event) => /^DataChangeEvent\{.* after=\[(.*)\], op=/.exec(event)?.[1] ?? [],
  );
