// What the values sink printed of a snapshot, by table: `1> DataChangeEvent{tableId=a.b, before=[], after=[1, x], op=INSERT, meta=()}`.

export interface PrintedTable {
  /** Names in the order of the cells. */
  readonly columns: readonly string[];
  /** Each row as it stands between the brackets: cells joined by ", ", which a cell may hold itself. */
  readonly rows: readonly string[];
}

/** Events of other kinds than those of a snapshot are counted, because what they say is not compared. */
export interface Printed {
  readonly tables: ReadonlyMap<string, PrintedTable>;
  readonly otherEvents: number;
}

const CREATE = /^CreateTableEvent\{tableId=(.*?), schema=columns=\{(.*)\}, primaryKeys=/;
const ADD = /^AddColumnEvent\{tableId=(.*?), addedColumns=\[(.*)\]\}$/;
const INSERT = /^DataChangeEvent\{tableId=(.*?), before=\[\], after=\[([\s\S]*)\], op=INSERT, meta=\(.*\)\}$/;
const BEGINS =
  /^\d+> (?=\w+Event\{)|^(?=(?:CreateTable|DataChange|AddColumn|AlterColumnType|DropColumn|RenameColumn)Event\{)/;

export function readPrinted(output: string): Printed {
  const columns = new Map<string, string[]>();
  const rows = new Map<string, string[]>();
  let otherEvents = 0;
  for (const event of eventsOf(output)) {
    const create = CREATE.exec(event);
    const insert = INSERT.exec(event);
    const add = ADD.exec(event);
    if (create !== null) {
      const [, table = '', list = ''] = create;
      // Every subtask of the sink prints it; a merged table is made of several.
      const known = columns.get(table) ?? [];
      const more = namesIn(list).filter((name) => !known.includes(name));
      columns.set(table, [...known, ...more]);
      rows.set(table, rows.get(table) ?? []);
    } else if (insert !== null) {
      const [, table = '', row = ''] = insert;
      const all = rows.get(table) ?? [];
      all.push(row);
      rows.set(table, all);
    } else if (add !== null) {
      const [, table = '', list = ''] = add;
      const known = columns.get(table) ?? [];
      columns.set(table, [...known, ...namesIn(list).filter((name) => !known.includes(name))]);
    } else otherEvents += 1;
  }
  const tables = new Map(
    [...rows].map(([table, all]) => [table, { columns: columns.get(table) ?? [], rows: all }]),
  );
  return { tables, otherEvents };
}

/** A cell may hold line breaks, so that a line without the beginning of an event goes on with the one before. */
function eventsOf(output: string): readonly string[] {
  const events: string[] = [];
  let open = false;
  for (const line of output.split('\n')) {
    if (BEGINS.test(line)) {
      events.push(line.replace(/^\d+> /, ''));
      open = !line.endsWith('}');
    } else if (open) {
      events.push(`${events.pop() ?? ''}\n${line}`);
      open = !line.endsWith('}');
    }
  }
  return events;
}

const namesIn = (list: string): readonly string[] =>
  [...list.matchAll(/`((?:[^`]|``)+)` [A-Z]/g)].map((match) => (match[1] ?? '').replaceAll('``', '`'));
