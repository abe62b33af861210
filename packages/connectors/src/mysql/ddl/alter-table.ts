// ALTER TABLE: its clauses, in the order of the statement (MySQL 8.4 manual 15.1.9, MariaDB "ALTER TABLE").
import {
  parseColumn,
  parseColumnOf,
  readDefault,
  type DefinitionContext,
  type ParsedColumn,
} from './column-definition.ts';
import { readCharset, readCollation } from './column-type.ts';
import { parseKey, qualifiedName, takeCharsetOption } from './create-table.ts';
import type { TokenReader } from './token-reader.ts';

/** Where a column goes: before all others, behind one, or where it is (a new one: at the end). */
export type Place = 'first' | { readonly after: string } | undefined;

export type AlterClause =
  | {
      readonly kind: 'add';
      readonly parsed: ParsedColumn;
      readonly place: Place;
      readonly ifNotExists: boolean;
    }
  /** CHANGE and MODIFY: a whole new definition of the column `from`. */
  | {
      readonly kind: 'change';
      readonly from: string;
      readonly parsed: ParsedColumn;
      readonly place: Place;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'drop'; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-column'; readonly from: string; readonly to: string; readonly ifExists: boolean }
  | {
      readonly kind: 'set-default';
      readonly column: string;
      readonly default: string | undefined;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'set-visible'; readonly column: string; readonly visible: boolean }
  | { readonly kind: 'add-key'; readonly columns: readonly string[] }
  | { readonly kind: 'drop-key' }
  | { readonly kind: 'rename-table'; readonly name: readonly string[] }
  | { readonly kind: 'convert'; readonly charset: string | undefined }
  | { readonly kind: 'charset'; readonly charset: string | undefined }
  | { readonly kind: 'comment'; readonly comment: string }
  /** Rows change or go, and the log has no word of them. */
  | { readonly kind: 'rows'; readonly what: string }
  /** Without effect on columns and rows. */
  | { readonly kind: 'other' };

/** Everything behind the table's name. Throws DdlSyntaxError for a clause that it does not know. */
export function parseAlter(reader: TokenReader, context: DefinitionContext): readonly AlterClause[] {
  const clauses: AlterClause[] = [];
  if (reader.takeWords('WAIT')) reader.next();
  else reader.takeWords('NOWAIT');
  while (!reader.done) {
    clauses.push(...parseClause(reader, context));
    if (reader.takeSymbol(',') || reader.done) continue;
    // Options of a table may follow each other without commas, and PARTITION BY comes behind them.
    if (!isOption(reader)) throw reader.unexpected('a comma');
  }
  return clauses;
}

function parseClause(reader: TokenReader, context: DefinitionContext): readonly AlterClause[] {
  if (reader.takeWords('ADD')) return parseAdd(reader, context);
  if (reader.takeWords('CHANGE')) return [parseChange(reader, context, true)];
  if (reader.takeWords('MODIFY')) return [parseChange(reader, context, false)];
  if (reader.takeWords('DROP')) return [parseDrop(reader)];
  if (reader.takeWords('RENAME')) return [parseRename(reader)];
  if (reader.takeWords('ALTER')) return [parseAlterColumn(reader)];
  if (
    reader.takeOneOf(['CONVERT TO CHARACTER SET', 'CONVERT TO CHARSET', 'CONVERT TO CHAR SET']) !== undefined
  ) {
    return [parseConvert(reader)];
  }
  return [parseOption(reader)];
}

function parseAdd(reader: TokenReader, context: DefinitionContext): readonly AlterClause[] {
  if (reader.isWords('PARTITION') || reader.takeWords('SYSTEM VERSIONING')) return [skip(reader)];
  const isColumn = reader.takeWords('COLUMN');
  const ifNotExists = reader.takeWords('IF NOT EXISTS');
  const key = isColumn || ifNotExists ? undefined : parseKey(reader);
  if (key === 'other') return [{ kind: 'other' }];
  if (key !== undefined) return [{ kind: 'add-key', columns: key }];
  if (!reader.takeSymbol('(')) {
    const parsed = parseColumn(reader, context);
    return [{ kind: 'add', parsed, place: parsePlace(reader), ifNotExists }];
  }
  const clauses: AlterClause[] = [];
  do {
    const inner = parseKey(reader);
    if (inner === 'other') continue;
    if (inner === undefined) {
      clauses.push({ kind: 'add', parsed: parseColumn(reader, context), place: undefined, ifNotExists });
    } else clauses.push({ kind: 'add-key', columns: inner });
  } while (reader.takeSymbol(','));
  reader.expectSymbol(')');
  return clauses;
}

function parseChange(reader: TokenReader, context: DefinitionContext, renames: boolean): AlterClause {
  reader.takeWords('COLUMN');
  const ifExists = reader.takeWords('IF EXISTS');
  const from = reader.name();
  const to = renames ? reader.name() : from;
  const parsed = parseColumnOf(to, reader, context);
  return { kind: 'change', from, parsed, place: parsePlace(reader), ifExists };
}

function parsePlace(reader: TokenReader): Place {
  if (reader.takeWords('FIRST')) return 'first';
  return reader.takeWords('AFTER') ? { after: reader.name() } : undefined;
}

function parseDrop(reader: TokenReader): AlterClause {
  if (reader.takeWords('PRIMARY KEY')) return { kind: 'drop-key' };
  if (reader.isWords('PARTITION')) return rows(reader, 'DROP PARTITION');
  if (reader.takeWords('SYSTEM VERSIONING')) return { kind: 'other' };
  const isOther =
    reader.takeOneOf(['INDEX', 'KEY', 'FOREIGN KEY', 'CONSTRAINT', 'CHECK', 'PERIOD FOR']) !== undefined;
  if (isOther) return skip(reader);
  reader.takeWords('COLUMN');
  const ifExists = reader.takeWords('IF EXISTS');
  const column = reader.name();
  reader.takeOneOf(['RESTRICT', 'CASCADE']);
  return { kind: 'drop', column, ifExists };
}

function parseRename(reader: TokenReader): AlterClause {
  if (reader.takeWords('COLUMN')) {
    const ifExists = reader.takeWords('IF EXISTS');
    const from = reader.name();
    reader.expectWords('TO');
    return { kind: 'rename-column', from, to: reader.name(), ifExists };
  }
  if (reader.takeOneOf(['INDEX', 'KEY']) !== undefined) return skip(reader);
  if (reader.takeOneOf(['TO', 'AS']) === undefined) reader.takeSymbol('=');
  return { kind: 'rename-table', name: qualifiedName(reader) };
}

function parseAlterColumn(reader: TokenReader): AlterClause {
  if (reader.takeOneOf(['INDEX', 'KEY', 'CHECK', 'CONSTRAINT']) !== undefined) return skip(reader);
  reader.takeWords('COLUMN');
  const ifExists = reader.takeWords('IF EXISTS');
  const column = reader.name();
  if (reader.takeWords('DROP DEFAULT')) return { kind: 'set-default', column, default: undefined, ifExists };
  reader.expectWords('SET');
  if (reader.takeWords('DEFAULT'))
    return { kind: 'set-default', column, default: readDefault(reader), ifExists };
  const visible = reader.takeWords('VISIBLE');
  if (!visible) reader.expectWords('INVISIBLE');
  return { kind: 'set-visible', column, visible };
}

function parseConvert(reader: TokenReader): AlterClause {
  const isDefault = reader.takeWords('DEFAULT');
  const charset = isDefault ? undefined : readCharset(reader);
  if (reader.takeWords('COLLATE')) readCollation(reader);
  return { kind: 'convert', charset };
}

const ROWS = [
  'TRUNCATE PARTITION',
  'EXCHANGE PARTITION',
  'CONVERT PARTITION',
  'CONVERT TABLE',
  'DISCARD',
  'IMPORT',
] as const;

/** Options whose value, or whose rest up to the next comma, does not matter. */
const OPTIONS =
  /^(?:ALGORITHM|LOCK|FORCE|ENGINE|AUTO_INCREMENT|ROW_FORMAT|DISABLE|ENABLE|ORDER|AVG_ROW_LENGTH|CHECKSUM|COMPRESSION|CONNECTION|DATA|INDEX|DELAY_KEY_WRITE|ENCRYPTION|ENCRYPTED|ENCRYPTION_KEY_ID|ENGINE_ATTRIBUTE|INSERT_METHOD|KEY_BLOCK_SIZE|MAX_ROWS|MIN_ROWS|PACK_KEYS|PAGE_CHECKSUM|PAGE_COMPRESSED|PAGE_COMPRESSION_LEVEL|PASSWORD|SECONDARY_ENGINE|SECONDARY_ENGINE_ATTRIBUTE|SECONDARY_LOAD|SECONDARY_UNLOAD|SEQUENCE|STATS_AUTO_RECALC|STATS_PERSISTENT|STATS_SAMPLE_PAGES|TABLESPACE|AUTOEXTEND_SIZE|TRANSACTIONAL|UNION|WITH|WITHOUT|PARTITION|REMOVE|COALESCE|REORGANIZE|ANALYZE|CHECK|OPTIMIZE|REBUILD|REPAIR|TYPE|START|IETF_QUOTES|DEFAULT|COMMENT|CHARSET|CHARACTER|CHAR|COLLATE|UPGRADE)$/iu;

function isOption(reader: TokenReader): boolean {
  const token = reader.peek();
  return token.kind === 'word' && OPTIONS.test(token.text);
}

function parseOption(reader: TokenReader): AlterClause {
  const what = reader.takeOneOf(ROWS);
  if (what !== undefined) return rows(reader, what);
  const charset = takeCharsetOption(reader);
  if (charset !== undefined) return { kind: 'charset', charset: charset.charset };
  if (reader.takeWords('COMMENT')) {
    reader.takeSymbol('=');
    return { kind: 'comment', comment: reader.string() };
  }
  if (isOption(reader)) return skipOption(reader);
  throw reader.unexpected('a clause of ALTER TABLE');
}

/** One option and its value; PARTITION BY and ORDER BY reach to the end. */
function skipOption(reader: TokenReader): AlterClause {
  if (reader.isWords('PARTITION') || reader.isWords('ORDER') || reader.isWords('REORGANIZE')) {
    while (!reader.done) reader.next();
    return { kind: 'other' };
  }
  reader.next();
  while (!reader.done && !reader.isSymbol(',') && !isOption(reader) && !startsClause(reader)) {
    if (reader.isSymbol('(')) reader.parenthesised();
    else reader.next();
  }
  return { kind: 'other' };
}

function startsClause(reader: TokenReader): boolean {
  const token = reader.peek();
  return token.kind === 'word' && /^(?:ADD|CHANGE|MODIFY|DROP|RENAME|ALTER|CONVERT)$/iu.test(token.text);
}

function skip(reader: TokenReader): AlterClause {
  reader.skipItem();
  return { kind: 'other' };
}

function rows(reader: TokenReader, what: string): AlterClause {
  while (!reader.done) reader.next();
  return { kind: 'rows', what };
}
