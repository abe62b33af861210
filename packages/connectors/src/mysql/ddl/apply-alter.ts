// What the clauses of ALTER TABLE make of a table. Clauses name columns as they were before the statement; only AFTER looks at the new
// order. So does the server (sql_table.cc, mysql_prepare_alter_table): columns that were there keep their order, then
// new ones come in and moved ones are taken out and put elsewhere, one by one.
import type { AlterClause, Place } from './alter-table.ts';
import { widerText } from './column-type.ts';
import { DdlSyntaxError } from './lexer.ts';
import { findColumn, sameColumn, type ColumnDefinition, type TableDefinition } from './table-definition.ts';

export interface Altered {
  readonly definition: TableDefinition;
  /** Columns that went on under another name, old to new. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Columns that went, by their old names; another of the same name may have come. */
  readonly dropped: readonly string[];
  readonly newName?: readonly string[];
  /** Clauses that change rows without a word in the log. */
  readonly rows: readonly string[];
}

/** Throws DdlSyntaxError where the statement cannot have run on this table. */
export function applyAlter(before: TableDefinition, clauses: readonly AlterClause[]): Altered {
  assertKnown(clauses, before);
  const renamed: Record<string, string> = {};
  const dropped: string[] = [];
  const inOrder: ColumnDefinition[] = [];
  const now = new Map<string, ColumnDefinition>();
  for (const column of before.columns) {
    const after = alteredColumn(column, clauses);
    if (after === undefined) {
      dropped.push(column.name);
      continue;
    }
    if (after.name !== column.name) renamed[column.name] = after.name;
    now.set(column.name.toLowerCase(), after);
    inOrder.push(after);
  }
  for (const clause of clauses) {
    if (clause.kind === 'add') {
      if (!isSpared(clause, before, clauses)) put(inOrder, clause.parsed.column, clause.place);
    } else if (clause.kind === 'change' && clause.place !== undefined) {
      const column = now.get(clause.from.toLowerCase());
      if (column === undefined) continue;
      inOrder.splice(inOrder.indexOf(column), 1);
      put(inOrder, column, clause.place);
    }
  }
  const columns = convert(inOrder, clauses);
  const primaryKey = keyAfter(before, clauses, { renamed, columns });
  const newName = clauses.findLast((clause) => clause.kind === 'rename-table');
  return {
    definition: {
      columns: columns.map((column) =>
        primaryKey.includes(column.name) && column.nullable ? { ...column, nullable: false } : column,
      ),
      primaryKey,
      ...optionsAfter(before, clauses),
    },
    renamed,
    dropped,
    ...(newName === undefined ? {} : { newName: newName.name }),
    rows: clauses.flatMap((clause) => (clause.kind === 'rows' ? [clause.what] : [])),
  };
}

/** Undefined for a column that is dropped. */
function alteredColumn(
  column: ColumnDefinition,
  clauses: readonly AlterClause[],
): ColumnDefinition | undefined {
  let after = column;
  for (const clause of clauses) {
    if (clause.kind === 'drop' && sameColumn(clause.column, column.name)) return undefined;
    // The new name is as somebody typed it, in MODIFY, too.
    if (clause.kind === 'change' && sameColumn(clause.from, column.name)) after = clause.parsed.column;
    else if (clause.kind === 'rename-column' && sameColumn(clause.from, column.name)) {
      after = { ...after, name: clause.to };
    } else if (clause.kind === 'set-default' && sameColumn(clause.column, column.name)) {
      const { default: _, ...rest } = after;
      after = clause.default === undefined ? rest : { ...rest, default: clause.default };
    } else if (clause.kind === 'set-visible' && sameColumn(clause.column, column.name)) {
      const { invisible: _, ...rest } = after;
      after = clause.visible ? rest : { ...rest, invisible: true };
    }
  }
  return after;
}

function assertKnown(clauses: readonly AlterClause[], { columns }: TableDefinition): void {
  for (const clause of clauses) {
    const name =
      clause.kind === 'drop' || clause.kind === 'set-default'
        ? clause.column
        : clause.kind === 'change' || clause.kind === 'rename-column'
          ? clause.from
          : undefined;
    if (name === undefined) continue;
    // MariaDB takes it where the statement adds a column of the new name, and makes of that what was meant for the one that goes.
    if (
      clause.kind === 'change' &&
      clauses.some((one) => one.kind === 'drop' && sameColumn(one.column, name))
    )
      throw new DdlSyntaxError(`column ${name} is changed and dropped by one statement`);
    if (findColumn(columns, name) !== undefined) continue;
    if (!('ifExists' in clause) || !clause.ifExists)
      throw new DdlSyntaxError(`the table has no column ${name}`);
  }
}

/** ADD COLUMN IF NOT EXISTS of one that is there, and stays. */
function isSpared(
  clause: AlterClause & { readonly kind: 'add' },
  before: TableDefinition,
  clauses: readonly AlterClause[],
): boolean {
  const { name } = clause.parsed.column;
  if (!clause.ifNotExists || findColumn(before.columns, name) === undefined) return false;
  return !clauses.some((one) => one.kind === 'drop' && sameColumn(one.column, name));
}

function put(columns: ColumnDefinition[], column: ColumnDefinition, where: Place): void {
  if (where === undefined) columns.push(column);
  else if (where === 'first') columns.unshift(column);
  else {
    const at = columns.findIndex((one) => sameColumn(one.name, where.after));
    if (at < 0) throw new DdlSyntaxError(`the table has no column ${where.after} to put another behind`);
    columns.splice(at + 1, 0, column);
  }
}

/** CONVERT TO CHARACTER SET: every column with characters, and wider text types where they need more bytes. */
function convert(
  columns: readonly ColumnDefinition[],
  clauses: readonly AlterClause[],
): readonly ColumnDefinition[] {
  const clause = clauses.findLast((one) => one.kind === 'convert');
  const charset = clause?.charset;
  if (charset === undefined) return columns;
  return columns.map((column) => {
    if (column.charset === undefined) return column;
    // What the statement itself defines keeps the type it was given.
    const isNew = clauses.some(
      (one) => (one.kind === 'add' || one.kind === 'change') && one.parsed.column === column,
    );
    const name = isNew ? column.type.name : widerText(column.type.name, column.charset, charset);
    return { ...column, charset, type: { ...column.type, name } };
  });
}

function keyAfter(
  before: TableDefinition,
  clauses: readonly AlterClause[],
  {
    renamed,
    columns,
  }: { readonly renamed: Readonly<Record<string, string>>; readonly columns: readonly ColumnDefinition[] },
): readonly string[] {
  const drops = clauses.some((clause) => clause.kind === 'drop-key');
  const added = clauses.flatMap((clause): readonly (readonly string[])[] => {
    if (clause.kind === 'add-key') return [clause.columns];
    const inline = (clause.kind === 'add' || clause.kind === 'change') && clause.parsed.isKey;
    return inline ? [[clause.parsed.column.name]] : [];
  });
  const names = added.at(-1) ?? (drops ? [] : before.primaryKey.map((name) => renamed[name] ?? name));
  return names.flatMap((name) => findColumn(columns, name)?.name ?? []);
}

function optionsAfter(
  before: TableDefinition,
  clauses: readonly AlterClause[],
): Pick<TableDefinition, 'charset' | 'comment'> {
  let { charset, comment } = before;
  // A character set named beside CONVERT TO stays the table's own; CONVERT TO then changes the columns alone.
  const own = clauses.some((one) => one.kind === 'charset' && one.charset !== undefined)
    ? ['charset']
    : ['convert'];
  for (const clause of clauses) {
    if ((clause.kind === 'charset' || clause.kind === 'convert') && own.includes(clause.kind))
      charset = clause.charset ?? charset;
    if (clause.kind === 'comment') comment = clause.comment === '' ? undefined : clause.comment;
  }
  return { charset, ...(comment === undefined ? {} : { comment }) };
}
