// Cells of one table as both engines have them.
import type { Column } from '@tailrace/core/table';
import type { Row, Value } from '@tailrace/core/value';
import { spellPrinted, spellValue, UNCOMPARED } from './cell-text.ts';
import type { PrintedTable } from './printed-tables.ts';

/** A table as the embedded engine gives it to a sink. */
export interface TableHere {
  readonly columns: readonly Column[];
  readonly primaryKeys: readonly string[];
  readonly rows: readonly Row[];
}

export interface CellDifference {
  readonly key: string;
  /** Undefined where the whole row is on one side only. */
  readonly column: string | undefined;
  readonly here: string | undefined;
  readonly onFlink: string | undefined;
}

export interface TableParity {
  readonly table: string;
  readonly rowsHere: number;
  readonly rowsOnFlink: number;
  /** Cells that were compared. */
  readonly cells: number;
  /** Of types that Flink prints as a class name. */
  readonly notCompared: readonly string[];
  readonly differing: number;
  /** The first of them, as many as were asked for. */
  readonly differences: readonly CellDifference[];
}

const NOTHING_HERE: TableHere = { columns: [], primaryKeys: [], rows: [] };
const NOTHING_PRINTED: PrintedTable = { columns: [], rows: [] };

type SpeltRow = ReadonlyMap<string, string>;

/** A table that one side does not have is one without rows there. */
export function compareTables(
  table: string,
  here: TableHere = NOTHING_HERE,
  onFlink: PrintedTable = NOTHING_PRINTED,
  most = 100,
): TableParity {
  const { columns } = here;
  const shared = columns.filter(({ name }) => onFlink.columns.includes(name));
  const keys = shared.filter(({ name }) => here.primaryKeys.includes(name));
  const keyOf = keyBy(keys.length > 0 ? keys : shared);
  const rowsHere = here.rows.map((row) => spellRow(columns, row));
  const theirs = new Map<string, SpeltRow[]>();
  for (const line of onFlink.rows) {
    const row = splitRow(line, onFlink.columns, columns, rowsHere);
    theirs.set(keyOf(row), [...(theirs.get(keyOf(row)) ?? []), row]);
  }
  const found: CellDifference[] = [...columnsOnOneSide(columns, onFlink)];
  let cells = 0;
  for (const row of rowsHere) {
    const other = theirs.get(keyOf(row))?.shift();
    const compared = other === undefined ? [] : shared.filter(({ name }) => row.get(name) !== UNCOMPARED);
    cells += compared.length;
    if (other === undefined) found.push(oneSided(keyOf(row), { here: row }));
    else found.push(...differingCells(keyOf(row), compared, row, other));
  }
  for (const [key, rows] of theirs) found.push(...rows.map((row) => oneSided(key, { onFlink: row })));
  return {
    table,
    rowsHere: rowsHere.length,
    rowsOnFlink: onFlink.rows.length,
    cells,
    notCompared: columns.filter(({ type }) => spellValue(null, type) === UNCOMPARED).map(({ name }) => name),
    differing: found.length,
    differences: found.slice(0, most),
  };
}

function differingCells(
  key: string,
  compared: readonly Column[],
  row: SpeltRow,
  other: SpeltRow,
): readonly CellDifference[] {
  return compared
    .filter(({ name }) => row.get(name) !== other.get(name))
    .map(({ name }) => ({ key, column: name, here: row.get(name), onFlink: other.get(name) }));
}

const oneSided = (
  key: string,
  { here, onFlink }: { readonly here?: SpeltRow; readonly onFlink?: SpeltRow },
): CellDifference => ({
  key,
  column: undefined,
  here: here === undefined ? undefined : [...here.values()].join(', '),
  onFlink: onFlink === undefined ? undefined : [...onFlink.values()].join(', '),
});

function columnsOnOneSide(columns: readonly Column[], onFlink: PrintedTable): readonly CellDifference[] {
  // Without rows there Flink CDC may not have told the table at all, which the rows say.
  if (onFlink.columns.length === 0) return [];
  const here = columns.map(({ name }) => name);
  return [
    ...here
      .filter((name) => !onFlink.columns.includes(name))
      .map((name) => ({ key: '(columns)', column: name, here: name, onFlink: undefined })),
    ...onFlink.columns
      .filter((name) => !here.includes(name))
      .map((name) => ({ key: '(columns)', column: name, here: undefined, onFlink: name })),
  ];
}

const spellRow = (columns: readonly Column[], row: Row): Map<string, string> =>
  new Map(columns.map(({ name, type }, at) => [name, spellValue((row[at] ?? null) as Value, type)]));

const keyBy =
  (columns: readonly Column[]) =>
  (row: SpeltRow): string =>
    columns.map(({ name }) => row.get(name) ?? '').join(', ');

/**
 * The cells of a printed row. A cell that holds ", " makes it ambiguous: then it is cut so that most cells are those of some row here.
 */
function splitRow(
  line: string,
  names: readonly string[],
  columns: readonly Column[],
  candidates: Iterable<ReadonlyMap<string, string>>,
): Map<string, string> {
  const pieces = line.split(', ');
  const spell = (name: string, text: string) => {
    const type = columns.find((column) => column.name === name)?.type;
    return type === undefined ? text : spellPrinted(text, type);
  };
  if (pieces.length === names.length) {
    return new Map(names.map((name, at) => [name, spell(name, pieces[at] ?? '')]));
  }
  let best = new Map<string, string>();
  let most = -1;
  for (const candidate of candidates) {
    const { row, equal } = cutLike(pieces, names, candidate, spell);
    if (equal > most) [best, most] = [row, equal];
    if (equal === names.length) break;
  }
  return best;
}

/** Cells from the left as long as they are equal to the candidate's, then from the right; what is between goes to the first left. */
function cutLike(
  pieces: readonly string[],
  names: readonly string[],
  candidate: ReadonlyMap<string, string>,
  spell: (name: string, text: string) => string,
): { readonly row: Map<string, string>; readonly equal: number } {
  const row = new Map<string, string>();
  let from = 0;
  let equal = 0;
  names.forEach((name, at) => {
    const wanted = candidate.get(name) ?? '';
    const others = names.length - at - 1;
    const longest = pieces.length - others;
    let end = others === 0 ? pieces.length : Math.min(from + 1, longest);
    for (let to = from + 1; to <= longest; to += 1) {
      if (spell(name, pieces.slice(from, to).join(', ')) !== wanted) continue;
      end = to;
      equal += 1;
      break;
    }
    row.set(name, spell(name, pieces.slice(from, end).join(', ')));
    from = end;
  });
  return { row, equal };
}
