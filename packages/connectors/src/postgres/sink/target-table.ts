// A sink table as its catalogue has it now: what decides which way rows can be written.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import { quoteLiteral, schemaAndTable } from '../sql-text.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { targetName, type DdlOptions } from './ddl.ts';
import { columnType, type ColumnType } from './column-type.ts';

export interface TargetColumn {
  readonly name: string;
  readonly typeOid: number;
  /** As DDL, modifier included. */
  readonly typeName: string;
  readonly typmod: number;
}

export interface TargetTable {
  readonly oid: number;
  readonly columns: ReadonlyMap<string, TargetColumn>;
  /** Column sets of unique indexes that ON CONFLICT can use, sorted and joined. */
  readonly uniqueKeys: ReadonlySet<string>;
  /** Every unique index; null for one of some rows, of expressions, or of an exclusion. */
  readonly uniqueIndexes: readonly (string | null)[];
  /** A DELETE changes rows of other tables, too, by a foreign key, or sets a trigger off. */
  readonly deletesReach: boolean;
}

/** Undefined when there is no such table. */
export async function readTarget(
  wire: WireConnection,
  id: TableId,
  options: DdlOptions,
): Promise<TargetTable | undefined> {
  const { schema, table } = schemaAndTable(id, options.schema);
  const where = `n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(table)}`;
  const { rows } = await wire.query(
    `SELECT c.oid, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod), a.atttypmod, NULL
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE ${where} AND c.relkind IN ('r', 'p')
     UNION ALL
     SELECT c.oid, NULL, NULL, NULL, NULL,
            json_build_object('names', (SELECT json_agg(k.attname ORDER BY k.attname) FROM pg_catalog.pg_attribute k WHERE k.attrelid = c.oid AND k.attnum = ANY(i.indkey)),
              'whole', i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL,
              'deletesReach', EXISTS (SELECT FROM pg_catalog.pg_constraint f WHERE f.confrelid = c.oid AND f.confdeltype IN ('c', 'n', 'd'))
                OR EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal))::text
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
      WHERE ${where} AND (i.indisunique OR i.indisexclusion) AND i.indisvalid`,
  );
  if (rows.length === 0) return undefined;
  const columns = new Map<string, TargetColumn>();
  const uniqueIndexes: (string | null)[] = [];
  let deletesReach = false;
  for (const [, name, typeOid, typeName, typmod, unique] of rows) {
    if (unique !== null && unique !== undefined) {
      const index = JSON.parse(unique) as UniqueIndex;
      uniqueIndexes.push(index.whole ? keySignature(index.names ?? []) : null);
      ({ deletesReach } = index);
    }
    if (name === null || name === undefined) continue;
    columns.set(name, { name, typeOid: Number(typeOid), typeName: typeName ?? '', typmod: Number(typmod) });
  }
  const uniqueKeys = new Set(uniqueIndexes.filter((index) => index !== null));
  return { oid: Number(rows[0]?.[0]), columns, uniqueKeys, uniqueIndexes, deletesReach };
}

interface UniqueIndex {
  readonly names: readonly string[] | null;
  readonly whole: boolean;
  readonly deletesReach: boolean;
}

function keySignature(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}

export interface WritePlan {
  /** Quoted schema and table. */
  readonly target: string;
  readonly id: TableId;
  readonly schema: TableSchema;
  readonly types: readonly ColumnType[];
  /** The target's types, for casts. */
  readonly targetTypes: readonly string[];
  /** Every column has the type that its encoder writes: COPY may go straight into the table. */
  readonly direct: boolean;
  /** Whether the cell of a column may go in as it is, by the source's "oid:typmod". */
  accepts(column: number, wireType: string): boolean;
  /** Positions of the key columns; empty for a table without one. */
  readonly keys: readonly number[];
  /** Values beside the key are unique, and rows may be deleted and made anew where they stand in each other's way. */
  readonly mayMakeAnew: boolean;
}

/** Throws `sink-table-missing`, `sink-column-missing`, `sink-key-missing`: the table is not what the pipeline needs, and by which column. */
export function planWrites(
  id: TableId,
  schema: TableSchema,
  found: TargetTable | undefined,
  options: DdlOptions,
): WritePlan {
  const name = formatTableId(id);
  if (found === undefined) {
    throw new TailraceError(
      'sink-table-missing',
      `Sink table ${name} does not exist, or this account cannot see it.`,
      { data: { table: name } },
    );
  }
  const targets = schema.columns.map((column) => {
    const target = found.columns.get(column.name);
    if (target !== undefined) return target;
    throw new TailraceError(
      'sink-column-missing',
      `Sink table ${name} has no column ${column.name}, which the pipeline writes. Add it, or leave it out in the projection.`,
      {
        data: { table: name, column: column.name },
      },
    );
  });
  if (schema.primaryKeys.length > 0 && !found.uniqueKeys.has(keySignature(schema.primaryKeys))) {
    const remedy = `ALTER TABLE ${targetName(id, options)} ADD PRIMARY KEY (${schema.primaryKeys.map((key) => `"${key}"`).join(', ')})`;
    throw new TailraceError(
      'sink-key-missing',
      `Sink table ${name} has no unique index on (${schema.primaryKeys.join(', ')}), the key by which rows are told apart. Run: ${remedy}`,
      {
        data: { table: name, remedy },
      },
    );
  }
  const types = schema.columns.map((column) => columnType(column.type));
  return {
    target: targetName(id, options),
    id,
    schema,
    types,
    targetTypes: targets.map((target) => target.typeName),
    direct: types.every((type, at) => type.oid === targets[at]?.typeOid),
    accepts: (column, wireType) => acceptsWire(targets[column], wireType),
    keys: schema.primaryKeys.map((key) => schema.columns.findIndex((column) => column.name === key)),
    mayMakeAnew: hasOtherUnique(schema, found) && isWhole(schema, found) && !found.deletesReach,
  };
}

/** A row that is made anew loses nothing: every column of the table is written. */
const isWhole = ({ columns }: TableSchema, found: TargetTable): boolean =>
  found.columns.size === columns.length;

function hasOtherUnique({ primaryKeys }: TableSchema, { uniqueIndexes }: TargetTable): boolean {
  const key = keySignature(primaryKeys);
  return primaryKeys.length > 0 && uniqueIndexes.some((index) => index !== key);
}

/** Types whose binary form is the same text. */
const TEXTUAL = new Set([25, 1043]);

function acceptsWire(target: TargetColumn | undefined, wireType: string): boolean {
  if (target === undefined) return false;
  const [oid, typmod] = wireType.split(':').map(Number);
  if (oid === target.typeOid) return typmod === target.typmod || target.typmod === -1;
  return TEXTUAL.has(oid ?? 0) && TEXTUAL.has(target.typeOid) && target.typmod === -1;
}
