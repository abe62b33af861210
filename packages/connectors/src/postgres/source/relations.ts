// Relation messages become shapes for reading tuples, and schema changes where the columns are not those known.
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { SourceOptions } from '../options.ts';
import * as oids from '../codec/oids.ts';
import { findCodec, type ColumnCodec } from '../types/column-codec.ts';
import type { EncodedTable, Retaken } from '@tailrace/engine/api';
import type { ChangedTable } from '../../encoded-changes.ts';
import type { SourceTable } from '../catalog/source-table.ts';
import { byId, type CatalogSession } from './catalog-session.ts';
import { changedRows } from './changed-rows.ts';
import { onlyText } from './stream-format.ts';
import { knownTables, relationKey, type KnownTable } from './known-table.ts';
import {
  decodeCell,
  locateCells,
  type RelationColumn,
  type RelationMessage,
  type TupleShape,
} from './pgoutput.ts';
import type { ReaderContext } from './reader-context.ts';
import { untilSeen } from './commit-seen.ts';
import type { TableRewrites } from './table-rewrites.ts';
import { diffRelation, sameColumns, type CatalogColumn } from './relation-diff.ts';

export interface Relation extends TupleShape, ChangedTable {
  readonly known: KnownTable;
}

export interface Relations {
  /** Undefined: not known yet; null: a table that is not captured. */
  find(oid: number): Relation | null | undefined;
  /** Takes a message whose columns may have changed, of transaction `xid`; returns the events that this means. */
  learn(message: RelationMessage, xid?: number): Promise<Learned>;
  /** A table that is captured from here on, as it is now. */
  adopt(table: SourceTable): Promise<void>;
  /** The table has by now the columns that the last of its events had. */
  isKnown(table: SourceTable): boolean;
}

export interface Learned {
  readonly events: readonly SchemaChangeEvent[];
  readonly retake?: Retaken;
}

const NOTHING: Learned = { events: [] };

export function createRelations(
  { options, catalog, rewrites }: Pick<ReaderContext, 'options' | 'catalog' | 'rewrites'>,
  {
    tables,
    binary,
    signal,
  }: { readonly tables: Map<string, KnownTable>; readonly binary: boolean; readonly signal: AbortSignal },
): Relations {
  const byOid = new Map<number, Relation | null>();
  /** Of tables that are not captured: the server tells of a table once. */
  const passedOver = new Map<number, RelationMessage>();
  const relations: Relations = {
    find: (oid) => byOid.get(oid),
    async learn(message, xid) {
      const known = tables.get(relationKey(message.schemaName, message.tableName));
      if (known === undefined) {
        assertNotRenamed(message, tables);
        byOid.set(message.oid, null);
        passedOver.set(message.oid, message);
        return NOTHING;
      }
      assertSameTable(message, known);
      const seen = async (): Promise<void> => {
        if (xid !== undefined) await untilSeen(catalog.client, xid, signal);
      };
      const codecs = await codecsOf(message, { options, catalog, seen });
      const learned = await changes(message, codecs, { known, catalog, rewrites, seen });
      assertSameKey(message, known);
      if (binary) assertNative(message, codecs, options);
      const relation = {
        known,
        table: formatTableId(known.id),
        names: message.columns.map((column) => column.name),
        text: codecs.map((codec) => codec.text),
        binary: codecs.map((codec) => codec.native?.decode),
        keys: message.columns.map((column) => column.key),
        fullIdentity: message.identity === 'f',
      };
      const columnTypes = codecs.map((codec, at) =>
        cellType(codec, message.columns[at]?.typmod ?? -1, binary),
      );
      const bytewise = codecs.map((codec) => BYTEWISE.has(codec.native?.oid ?? 0));
      byOid.set(message.oid, {
        ...relation,
        ...changedRows(relation),
        encoded: encodedTable(relation, { columnTypes, bytewise }),
      });
      return learned;
    },
    async adopt(table) {
      for (const [key, known] of knownTables([{ table: table.id, schema: table.schema }], byId([table])))
        tables.set(key, known);
      await rewrites.add(table.oid);
      const told = passedOver.get(table.oid);
      byOid.delete(table.oid);
      passedOver.delete(table.oid);
      // An older shape is followed by a newer one before any row of it.
      if (told !== undefined && isShapeOf(told, table)) await relations.learn(told);
    },
    isKnown({ oid, schema, schemaName, tableName }) {
      const known = tables.get(relationKey(schemaName, tableName));
      return known?.oid === oid && sameColumns(known.columns, schema.columns);
    },
  };
  return relations;
}

function isShapeOf({ columns }: RelationMessage, table: SourceTable): boolean {
  return (
    columns.length === table.columns.length &&
    columns.every(({ name, typeOid, typmod }, at) => {
      const now = table.columns[at];
      return now?.name === name && now.typeOid === typeOid && now.typmod === typmod;
    })
  );
}

/** The text of a text is its binary form. */
function cellType(codec: ColumnCodec, typmod: number, binary: boolean): string {
  const oid = codec.native?.oid ?? 0;
  return oid !== 0 && (binary || TEXTUAL.has(oid)) ? `${oid}:${typmod}` : '';
}

/** Equal values of other types may be written in several ways: NUMERIC with trailing zeros, floats with two zeros. */
const BYTEWISE: ReadonlySet<number> = new Set([
  oids.BOOL,
  oids.INT2,
  oids.INT4,
  oids.INT8,
  oids.OID,
  oids.TEXT,
  oids.VARCHAR,
  oids.BYTEA,
  oids.UUID,
  oids.DATE,
  oids.TIME,
  oids.TIMESTAMP,
  oids.TIMESTAMPTZ,
]);

const TEXTUAL: ReadonlySet<number> = new Set([oids.TEXT, oids.VARCHAR, oids.BPCHAR]);

function assertNative(
  message: RelationMessage,
  codecs: readonly ColumnCodec[],
  options: SourceOptions,
): void {
  const at = codecs.findIndex((codec) => codec.native === undefined);
  if (at < 0) return;
  onlyText(options);
  const table = relationKey(message.schemaName, message.tableName);
  const column = message.columns[at]?.name ?? '';
  throw new TailraceError(
    'stream-format-changes',
    `Table ${table}, column ${column}, can be read from the log in text form only: the stream begins anew in it.`,
    { data: { table, column }, retryable: true },
  );
}

/** What the engine and sinks see of a relation. */
function encodedTable(
  relation: Omit<Relation, keyof ChangedTable>,
  columns: Pick<EncodedTable, 'columnTypes' | 'bytewise'>,
): EncodedTable {
  return {
    table: relation.known.id,
    ...columns,
    isWhole: true,
    wholeOldRows: relation.fullIdentity,
    locate: locateCells,
    decode: (column, bytes, at, length) => decodeCell(bytes, relation, { column, at, length }),
  };
}

/** What the catalogue is asked for. */
interface Seeing {
  readonly catalog: CatalogSession;
  /** Resolves when it shows what the log has told. */
  readonly seen: () => Promise<void>;
}

async function codecsOf(
  message: RelationMessage,
  { options, catalog, seen }: Seeing & { readonly options: SourceOptions },
): Promise<readonly ColumnCodec[]> {
  const find = (column: RelationColumn): ColumnCodec | undefined =>
    findCodec(catalog.types(), column.typeOid, column.typmod, options.handling);
  // An enum or domain made since the types were read.
  if (message.columns.some((column) => !catalog.types().has(column.typeOid))) {
    await seen();
    await catalog.reloadTypes();
  }
  return message.columns.map((column) => {
    const codec = find(column);
    if (codec !== undefined) return codec;
    const name = catalog.types().get(column.typeOid)?.name ?? `OID ${column.typeOid}`;
    const table = relationKey(message.schemaName, message.tableName);
    throw new TailraceError(
      'unsupported-column-type',
      `Table ${table}, column ${column.name}: the type ${name} cannot be read. Change the column's type, or leave the table out with tables.exclude.`,
      { data: { table, column: column.name, type: name } },
    );
  });
}

async function changes(
  message: RelationMessage,
  codecs: readonly ColumnCodec[],
  {
    known,
    catalog,
    rewrites,
    seen,
  }: Seeing & { readonly known: KnownTable; readonly rewrites: TableRewrites },
): Promise<Learned> {
  const now = message.columns.map(({ name }, at) => ({
    name,
    type: codecs[at]?.type ?? ({ kind: 'BOOLEAN', nullable: true } as const),
  }));
  if (sameColumns(known.columns, now)) return NOTHING;
  await seen();
  const diff = diffRelation(known.id, known.columns, {
    now,
    catalog: await readAttributes(catalog, message.oid),
  });
  known.columns = diff.columns;
  known.primaryKeys = known.primaryKeys.map((name) => diff.renames.get(name) ?? name);
  const { events } = diff;
  const moved = await rewrites.ask(message.oid);
  const rewritten =
    diff.rewritten ?? (moved ? 'columns were changed, maybe with an expression of their own' : undefined);
  return rewritten === undefined ? { events } : { events, retake: { table: known.id, reason: rewritten } };
}

/** Columns as they are by now, dropped ones included, with the value that ADD COLUMN … DEFAULT gave to the rows that were there. */
async function readAttributes(catalog: CatalogSession, oid: number): Promise<readonly CatalogColumn[]> {
  const { rows } = await catalog.client.query<{
    attnum: number;
    attname: string;
    attisdropped: boolean;
    comment: string | null;
    filled: boolean;
    missing: string | null;
  }>(
    `select attnum, attname, attisdropped, col_description(attrelid, attnum) as comment,
            atthasdef or attidentity <> '' as filled,
            case when atthasmissing then quote_literal((attmissingval::text::text[])[1]) end as missing
       from pg_catalog.pg_attribute where attrelid = $1 and attnum > 0 and attgenerated = '' order by attnum`,
    [oid],
  );
  return rows.map((row) => ({
    attnum: row.attnum,
    name: row.attname,
    dropped: row.attisdropped,
    hasDefault: row.filled,
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.missing === null ? {} : { missingValue: row.missing }),
  }));
}

function assertNotRenamed(message: RelationMessage, tables: ReadonlyMap<string, KnownTable>): void {
  for (const known of tables.values()) {
    if (known.oid !== message.oid) continue;
    const now = relationKey(message.schemaName, message.tableName);
    throw new TailraceError(
      'table-renamed',
      `Table ${formatTableId(known.id)} has been renamed to ${now} at the source. Name it back, or stop the run with clean-up and launch the pipeline with the new name.`,
      { data: { table: formatTableId(known.id), renamedTo: now } },
    );
  }
}

function assertSameTable(message: RelationMessage, known: KnownTable): void {
  if (known.oid === undefined || known.oid === message.oid) return;
  throw recreated(known.id);
}

export function recreated(table: TableId): TailraceError {
  return new TailraceError(
    'table-recreated',
    `Table ${formatTableId(table)} was dropped and made anew at the source: rows of the new one may have been missed. Stop the run with clean-up and launch it anew.`,
    { data: { table: formatTableId(table) } },
  );
}

function assertSameKey(message: RelationMessage, known: KnownTable): void {
  if (message.identity !== 'd') return;
  const now = message.columns.filter((column) => column.key).map((column) => column.name);
  const same =
    now.length === known.primaryKeys.length && known.primaryKeys.every((name) => now.includes(name));
  if (same) return;
  throw new TailraceError(
    'primary-key-changed',
    `Table ${formatTableId(known.id)}: its primary key was (${known.primaryKeys.join(', ')}) and is now (${now.join(', ')}). Rows written by the old key cannot be told by the new one: stop the run with clean-up and launch it anew.`,
    { data: { table: formatTableId(known.id), was: known.primaryKeys.join(', '), now: now.join(', ') } },
  );
}
