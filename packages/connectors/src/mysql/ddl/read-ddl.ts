// A statement of the binary log, and what it does to tables.
import { TailraceError } from '@tailrace/core/diagnostics';
import { parseAlter, type AlterClause } from './alter-table.ts';
import { applyAlter } from './apply-alter.ts';
import type { DefinitionContext } from './column-definition.ts';
import { parseCreateBody, qualifiedName, takeCharsetOption } from './create-table.ts';
import { DdlSyntaxError, tokenize, type SqlDialect, type Token } from './lexer.ts';
import type { TableDefinition, TableName } from './table-definition.ts';
import { TokenReader } from './token-reader.ts';

export interface DdlContext extends SqlDialect {
  /** The session's database at the time (the QUERY event's), which unqualified names belong to. */
  readonly database: string;
  /** Default character set of a database; undefined: unknown, then utf8mb4 is taken. */
  charsetOf(database: string): string | undefined;
  /** explicit_defaults_for_timestamp of the session. */
  readonly explicitTimestamps: boolean;
  /** lower_case_table_names is not 0: names of tables and databases are the same in any case, and come out in lower case. */
  readonly foldNames: boolean;
  /** What is known of a table before the statement, captured or not (a helper table may become one by RENAME). */
  definitionOf(table: TableName): TableDefinition | undefined;
  /** Whether rows of this table are followed, or would be if it came to be. */
  isCaptured(table: TableName): boolean;
  /** Whether rows of this table would be followed from its CREATE TABLE on, so that this has to be understood. */
  isWanted?(table: TableName): boolean;
}

/** What one statement does to one table; a statement may have several, in order. */
export type DdlEffect =
  | {
      readonly kind: 'create';
      readonly table: TableName;
      readonly definition: TableDefinition;
      readonly replaces: boolean;
    }
  | {
      readonly kind: 'alter';
      readonly table: TableName;
      readonly before: TableDefinition;
      readonly after: TableDefinition;
      /** Columns that went on under another name, old to new. */
      readonly renamed: Readonly<Record<string, string>>;
      /** Columns that went, by their old names; another of the same name may have come. */
      readonly dropped: readonly string[];
    }
  /** `definition` is undefined where the old name was not known. */
  | {
      readonly kind: 'rename';
      readonly table: TableName;
      readonly to: TableName;
      readonly definition: TableDefinition | undefined;
    }
  | { readonly kind: 'drop' | 'truncate'; readonly table: TableName }
  | { readonly kind: 'drop-database'; readonly database: string }
  /** CREATE DATABASE, ALTER DATABASE with a character set. */
  | { readonly kind: 'database-charset'; readonly database: string; readonly charset: string };

/**
 * The effects of a statement, empty where it has none on tables (users, views, indexes, transactions). Rows (INSERT …) are no DDL: ask
 * `isRowStatement` first.
 *
 * Throws TailraceErrors for captured tables only: `mysql-ddl-not-understood` (names the statement and where reading stopped),
 * `mysql-ddl-changes-rows` (partitions emptied or exchanged, tablespaces imported: the log does not have the rows),
 * `mysql-ddl-unknown-table` (no definition to change).
 */
export function readDdl(statement: string, context: DdlContext): readonly DdlEffect[] {
  let reader: TokenReader | undefined;
  let tokens: readonly Token[] = [];
  const target: Target = {};
  try {
    tokens = tokenize(statement, context);
    reader = new TokenReader(statement, tokens);
    return readStatement(reader, context, target);
  } catch (error) {
    if (!(error instanceof DdlSyntaxError)) throw error;
    const captured =
      target.table === undefined
        ? mentionsCaptured(tokens.length > 0 ? tokens : roughTokens(statement), context)
        : concerns(target.table, target.creates === true, context);
    if (captured === undefined) return [];
    throw new TailraceError(
      'mysql-ddl-not-understood',
      `A statement in the binary log changes table ${nameText(captured)} in a way that is not understood: ${error.message}. The statement is: ${excerpt(statement)}. Nothing after it was read. Take the table out of \`tables\`, or start anew from a snapshot.`,
      { data: { table: nameText(captured), statement: excerpt(statement) } },
    );
  }
}

/** What a statement was about, as far as it was read. */
interface Target {
  table?: TableName;
  creates?: boolean;
}

function concerns(table: TableName, creates: boolean, context: DdlContext): TableName | undefined {
  return captures(table, context) ?? (creates && context.isWanted?.(table) === true ? table : undefined);
}

const ROW_STATEMENTS = /^(?:INSERT|UPDATE|DELETE|REPLACE|LOAD)$/iu;

/** Whether the statement changes rows: in the log as text only with binlog_format STATEMENT or MIXED. */
export function isRowStatement(statement: string, dialect: SqlDialect): boolean {
  try {
    const reader = new TokenReader(statement, tokenize(statement, dialect));
    skipSetStatement(reader);
    const first = reader.peek();
    if (first.kind !== 'word') return false;
    return ROW_STATEMENTS.test(first.text) || (/^WITH$/iu.test(first.text) && !reader.isWords('WITH SYSTEM'));
  } catch (error) {
    if (error instanceof DdlSyntaxError) return false;
    throw error;
  }
}

/** MariaDB: SET STATEMENT name = value, … FOR statement. */
function skipSetStatement(reader: TokenReader): void {
  if (!reader.takeWords('SET STATEMENT')) return;
  while (!reader.done && !reader.takeWords('FOR')) reader.next();
}

function readStatement(reader: TokenReader, context: DdlContext, target: Target): readonly DdlEffect[] {
  skipSetStatement(reader);
  if (reader.takeWords('CREATE')) return readCreate(reader, context, target);
  if (reader.takeWords('ALTER')) return readAlter(reader, context, target);
  if (reader.takeWords('DROP')) return readDrop(reader, context);
  if (reader.takeOneOf(['RENAME TABLES', 'RENAME TABLE']) !== undefined) return readRename(reader, context);
  if (reader.takeWords('TRUNCATE')) {
    reader.takeWords('TABLE');
    return [{ kind: 'truncate', table: readName(reader, context) }];
  }
  if (HARMLESS.test(reader.peek().text) || reader.done) return [];
  throw reader.unexpected('a statement that is known');
}

/** First words of statements that leave the definitions of tables alone. */
const HARMLESS =
  /^(?:ANALYZE|BACKUP|BEGIN|CACHE|CALL|CHANGE|CHECK|CHECKSUM|CLONE|COMMIT|DEALLOCATE|DELETE|DO|END|EXECUTE|FLUSH|GRANT|INSERT|INSTALL|KILL|LOAD|LOCK|OPTIMIZE|PREPARE|PURGE|RELEASE|RENAME|REPAIR|REPLACE|RESET|REVOKE|ROLLBACK|SAVEPOINT|SELECT|SET|SHUTDOWN|START|STOP|UNINSTALL|UNLOCK|UPDATE|USE|WITH|XA)$/iu;

function readCreate(reader: TokenReader, context: DdlContext, target: Target): readonly DdlEffect[] {
  const replaces = reader.takeWords('OR REPLACE');
  if (reader.takeOneOf(['DATABASE', 'SCHEMA']) !== undefined) return readDatabaseCharset(reader, context);
  if (reader.takeWords('TEMPORARY')) return [];
  // Views, indexes, routines, users: a unique index is no key to us.
  if (!reader.takeWords('TABLE')) return [];
  const ifNotExists = reader.takeWords('IF NOT EXISTS');
  const table = readName(reader, context);
  target.table = table;
  target.creates = true;
  if (ifNotExists && context.definitionOf(table) !== undefined) return [];
  const body = parseCreateBody(
    reader,
    definitionContext(context, context.charsetOf(table.database) ?? 'utf8mb4'),
  );
  if (body.kind === 'definition') return [{ kind: 'create', table, definition: body.definition, replaces }];
  if (body.kind === 'select') throw new DdlSyntaxError('its columns follow from a SELECT');
  const model = qualified(body.name, context);
  const definition = context.definitionOf(model);
  if (definition === undefined)
    throw new DdlSyntaxError(`the table it is like, ${nameText(model)}, is not known`);
  return [{ kind: 'create', table, definition, replaces }];
}

function readDatabaseCharset(reader: TokenReader, context: DdlContext): readonly DdlEffect[] {
  reader.takeWords('IF NOT EXISTS');
  const isNamed =
    reader.peek().kind === 'name' ||
    !/^(?:DEFAULT|CHARACTER|CHAR|CHARSET|COLLATE)$/iu.test(reader.peek().text);
  const database = isNamed && !reader.done ? fold(reader.name(), context) : context.database;
  let charset: string | undefined;
  while (!reader.done) {
    const found = takeCharsetOption(reader);
    if (found === undefined) reader.next();
    else charset = found.charset ?? charset;
  }
  return charset === undefined ? [] : [{ kind: 'database-charset', database, charset }];
}

function readAlter(reader: TokenReader, context: DdlContext, target: Target): readonly DdlEffect[] {
  reader.takeWords('ONLINE');
  reader.takeWords('IGNORE');
  if (reader.takeOneOf(['DATABASE', 'SCHEMA']) !== undefined) return readDatabaseCharset(reader, context);
  if (!reader.takeWords('TABLE')) return [];
  const ifExists = reader.takeWords('IF EXISTS');
  const table = readName(reader, context);
  target.table = table;
  const before = context.definitionOf(table);
  if (before === undefined) {
    if (ifExists || captures(table, context) === undefined) return renameOfUnknown(reader, context, table);
    throw new TailraceError(
      'mysql-ddl-unknown-table',
      `A statement in the binary log alters table ${nameText(table)}, whose definition before it is not known: ${excerpt(reader.text)}.`,
      { data: { table: nameText(table) } },
    );
  }
  const begin = reader.mark();
  let clauses = parseAlter(reader, definitionContext(context, before.charset));
  const charset = newCharset(clauses);
  if (charset !== undefined) {
    // Columns of this very statement get the table's new character set.
    reader.reset(begin);
    clauses = parseAlter(reader, definitionContext(context, charset));
  }
  const altered = applyAlter(before, clauses);
  if (altered.rows.length > 0 && captures(table, context) !== undefined)
    throw changesRows(table, altered.rows);
  const effect: DdlEffect = {
    kind: 'alter',
    table,
    before,
    after: altered.definition,
    renamed: altered.renamed,
    dropped: altered.dropped,
  };
  if (altered.newName === undefined) return [effect];
  const to = qualified(altered.newName, context);
  return [effect, { kind: 'rename', table, to, definition: altered.definition }];
}

function newCharset(clauses: readonly AlterClause[]): string | undefined {
  return clauses
    .flatMap((one) =>
      (one.kind === 'charset' || one.kind === 'convert') && one.charset !== undefined ? [one.charset] : [],
    )
    .at(-1);
}

/** Of a table that nobody follows only a new name matters, which may be that of one that is followed. */
function renameOfUnknown(reader: TokenReader, context: DdlContext, table: TableName): readonly DdlEffect[] {
  try {
    const clauses = parseAlter(reader, definitionContext(context, 'utf8mb4'));
    const rename = clauses.findLast((clause) => clause.kind === 'rename-table');
    return rename === undefined
      ? []
      : [{ kind: 'rename', table, to: qualified(rename.name, context), definition: undefined }];
  } catch (error) {
    if (error instanceof DdlSyntaxError) return [];
    throw error;
  }
}

function changesRows(table: TableName, what: readonly string[]): TailraceError {
  return new TailraceError(
    'mysql-ddl-changes-rows',
    `ALTER TABLE ${nameText(table)} ${what.join(', ')} changes rows, and the binary log does not say which. Take a new snapshot of the table.`,
    { data: { table: nameText(table), clause: what.join(', ') } },
  );
}

function readDrop(reader: TokenReader, context: DdlContext): readonly DdlEffect[] {
  if (reader.takeOneOf(['DATABASE', 'SCHEMA']) !== undefined) {
    reader.takeWords('IF EXISTS');
    return [{ kind: 'drop-database', database: fold(reader.name(), context) }];
  }
  if (reader.takeWords('TEMPORARY')) return [];
  if (reader.takeOneOf(['TABLES', 'TABLE']) === undefined) return [];
  reader.takeWords('IF EXISTS');
  const effects: DdlEffect[] = [];
  do effects.push({ kind: 'drop', table: readName(reader, context) });
  while (reader.takeSymbol(','));
  return effects;
}

function readRename(reader: TokenReader, context: DdlContext): readonly DdlEffect[] {
  reader.takeWords('IF EXISTS');
  const effects: DdlEffect[] = [];
  /** Names within the statement: `a TO b, b TO c` moves a to c. */
  const moved = new Map<string, TableDefinition | undefined>();
  do {
    const table = readName(reader, context);
    if (reader.takeWords('WAIT')) reader.next();
    else reader.takeWords('NOWAIT');
    reader.expectWords('TO');
    const to = readName(reader, context);
    const key = nameText(table);
    const definition = moved.has(key) ? moved.get(key) : context.definitionOf(table);
    moved.delete(key);
    moved.set(nameText(to), definition);
    effects.push({ kind: 'rename', table, to, definition });
  } while (reader.takeSymbol(','));
  return effects;
}

function definitionContext(context: DdlContext, charset: string): DefinitionContext {
  return { flavor: context.flavor, charset, explicitTimestamps: context.explicitTimestamps };
}

function readName(reader: TokenReader, context: DdlContext): TableName {
  return qualified(qualifiedName(reader), context);
}

function qualified(parts: readonly string[], context: DdlContext): TableName {
  const [first = '', second] = parts.map((part) => fold(part, context));
  return second === undefined
    ? { database: context.database, table: first }
    : { database: first, table: second };
}

const fold = (name: string, { foldNames }: DdlContext): string => (foldNames ? name.toLowerCase() : name);

function captures(table: TableName, context: DdlContext): TableName | undefined {
  return context.isCaptured(table) ? table : undefined;
}

/** The names in a statement whose quotes or comments do not end. */
function roughTokens(statement: string): readonly Token[] {
  return [...statement.matchAll(/`([^`]+)`|[\w$\u0080-\uffff]+|\./gu)].map((match) => ({
    kind: match[0] === '.' ? 'symbol' : 'name',
    text: match[1] ?? match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Of a statement that could not be read: the first captured table whose name stands in it. */
function mentionsCaptured(tokens: readonly Token[], context: DdlContext): TableName | undefined {
  const isName = (token: Token | undefined): token is Token =>
    token?.kind === 'word' || token?.kind === 'name';
  for (const [at, token] of tokens.entries()) {
    if (!isName(token)) continue;
    const [dot, second] = [tokens[at + 1], tokens[at + 2]];
    const parts =
      dot?.kind === 'symbol' && dot.text === '.' && isName(second) ? [token.text, second.text] : [token.text];
    const table = qualified(parts, context);
    if (context.isCaptured(table) && context.definitionOf(table) !== undefined) return table;
  }
  return undefined;
}

export function nameText({ database, table }: TableName): string {
  return `${database}.${table}`;
}

function excerpt(statement: string): string {
  const line = statement.replaceAll(/\s+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}
