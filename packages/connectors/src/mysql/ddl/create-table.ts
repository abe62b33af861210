// CREATE TABLE: the definition that it makes (MySQL 8.4 manual 15.1.20, MariaDB "CREATE TABLE").
import { parseColumnOf, type DefinitionContext, type ParsedColumn } from './column-definition.ts';
import { readCharset, readCollation } from './column-type.ts';
import { DdlSyntaxError } from './lexer.ts';
import { findColumn, type ColumnDefinition, type TableDefinition } from './table-definition.ts';
import type { TokenReader } from './token-reader.ts';

export type CreatedBody =
  | { readonly kind: 'definition'; readonly definition: TableDefinition }
  | { readonly kind: 'like'; readonly name: readonly string[] }
  /** AS SELECT without all columns written out: what it makes depends on other tables. */
  | { readonly kind: 'select' };

export interface TableOptions {
  charset: string | undefined;
  comment: string | undefined;
}

/** Everything behind the name of the new table. */
export function parseCreateBody(reader: TokenReader, context: DefinitionContext): CreatedBody {
  if (reader.takeWords('LIKE')) return { kind: 'like', name: qualifiedName(reader) };
  const open = reader.isSymbol('(');
  if (open && like(reader)) {
    reader.next();
    reader.expectWords('LIKE');
    return { kind: 'like', name: qualifiedName(reader) };
  }
  if (!open || startsSelect(reader, 1)) return { kind: 'select' };
  const options = optionsAhead(reader);
  const charset = options.charset ?? context.charset;
  const body = parseBody(reader, { ...context, charset });
  const rest = skipOptions(reader);
  if (rest === 'select') return { kind: 'select' };
  const { columns, primaryKey } = keyed(body);
  return {
    kind: 'definition',
    definition: {
      columns,
      primaryKey,
      charset,
      ...(options.comment === undefined || options.comment === '' ? {} : { comment: options.comment }),
    },
  };
}

const like = (reader: TokenReader): boolean => {
  const token = reader.peek(1);
  return token.kind === 'word' && token.text.toUpperCase() === 'LIKE';
};

function startsSelect(reader: TokenReader, ahead: number): boolean {
  const token = reader.peek(ahead);
  return token.kind === 'word' && /^(?:SELECT|WITH|VALUES|TABLE)$/iu.test(token.text);
}

export function qualifiedName(reader: TokenReader): readonly string[] {
  const first = reader.name();
  return reader.takeSymbol('.') ? [first, reader.name()] : [first];
}

interface Body {
  readonly columns: ParsedColumn[];
  key: readonly string[] | undefined;
}

function parseBody(reader: TokenReader, context: DefinitionContext): Body {
  const body: Body = { columns: [], key: undefined };
  reader.expectSymbol('(');
  do {
    const key = parseKey(reader);
    if (key === undefined) {
      const parsed = parseColumnOf(reader.name(), reader, context);
      body.columns.push(parsed);
      if (parsed.isKey) body.key = [parsed.column.name];
      // What a column may have that this parser does not know would be misread in silence.
      if (!reader.isSymbol(',') && !reader.isSymbol(')')) throw reader.unexpected('a comma');
    } else if (key !== 'other') body.key = key;
  } while (reader.takeSymbol(','));
  reader.expectSymbol(')');
  return body;
}

/** A key or constraint that comes next: the columns of a primary key, or that it is another; undefined where a column begins. */
export function parseKey(reader: TokenReader): readonly string[] | 'other' | undefined {
  if (reader.peek().kind === 'name') return undefined;
  if (reader.isWords('CONSTRAINT')) {
    reader.next();
    if (!isKeyWord(reader)) reader.name();
  }
  if (reader.takeWords('PRIMARY KEY')) {
    if (reader.takeWords('USING')) reader.next();
    // MySQL takes a name, and gives it up.
    if (!reader.isSymbol('(')) reader.name();
    const columns = keyColumns(reader);
    reader.skipItem();
    return columns;
  }
  if (!isKeyWord(reader)) return undefined;
  reader.skipItem();
  return 'other';
}

const OTHER_KEYS = /^(?:INDEX|KEY|UNIQUE|FULLTEXT|SPATIAL|VECTOR|FOREIGN|CHECK|PERIOD)$/iu;

function isKeyWord(reader: TokenReader): boolean {
  const token = reader.peek();
  if (token.kind !== 'word') return false;
  if (reader.isWords('PRIMARY KEY')) return true;
  if (!OTHER_KEYS.test(token.text)) return false;
  // VECTOR and PERIOD are no reserved words: a column may be called so.
  if (/^(?:VECTOR)$/iu.test(token.text))
    return reader.isWords('VECTOR INDEX') || reader.isWords('VECTOR KEY');
  return !/^PERIOD$/iu.test(token.text) || reader.isWords('PERIOD FOR');
}

function keyColumns(reader: TokenReader): readonly string[] {
  const names: string[] = [];
  reader.expectSymbol('(');
  do {
    names.push(reader.name());
    if (reader.isSymbol('(')) reader.parenthesised();
    reader.takeOneOf(['ASC', 'DESC']);
    // MariaDB's WITHOUT OVERLAPS.
    if (reader.takeWords('WITHOUT')) reader.next();
  } while (reader.takeSymbol(','));
  reader.expectSymbol(')');
  return names;
}

/** Columns of the key are NOT NULL, and called as the column is. */
function keyed({ columns, key }: Body): {
  columns: readonly ColumnDefinition[];
  primaryKey: readonly string[];
} {
  const all = columns.map(({ column }) => column);
  const primaryKey = (key ?? []).map((name) => {
    const found = findColumn(all, name);
    if (found === undefined) throw new DdlSyntaxError(`the key has a column ${name}, and the table has not`);
    return found.name;
  });
  return {
    columns: all.map((column) =>
      primaryKey.includes(column.name) ? { ...column, nullable: false } : column,
    ),
    primaryKey,
  };
}

/** The table's character set stands behind the columns that need it. */
function optionsAhead(reader: TokenReader): TableOptions {
  const begin = reader.mark();
  reader.parenthesised();
  const options: TableOptions = { charset: undefined, comment: undefined };
  let collation: string | undefined;
  while (!reader.done && !startsSelect(reader, 0) && !reader.isWords('PARTITION')) {
    const isCollation = reader.isWords('COLLATE') || reader.isWords('DEFAULT COLLATE');
    const found = takeCharsetOption(reader);
    if (found !== undefined && isCollation) collation = found.charset;
    else if (found !== undefined) options.charset = found.charset;
    else if (reader.takeWords('COMMENT')) {
      reader.takeSymbol('=');
      options.comment = reader.string();
    } else reader.next();
  }
  reader.reset(begin);
  return { ...options, charset: options.charset ?? collation };
}

/** Engines and partitions do not matter; a query does. */
function skipOptions(reader: TokenReader): 'select' | undefined {
  while (!reader.done) {
    if (startsSelect(reader, 0)) return 'select';
    if (reader.isSymbol('(')) {
      if (startsSelect(reader, 1)) return 'select';
      reader.parenthesised();
    } else reader.next();
  }
  return undefined;
}

/** `[DEFAULT] CHARACTER SET [=] x`, `[DEFAULT] COLLATE [=] x` of ALTER TABLE; undefined where another option comes. */
export function takeCharsetOption(reader: TokenReader): { readonly charset: string | undefined } | undefined {
  const isDefault = reader.isWords('DEFAULT') ? 1 : 0;
  const word = reader.peek(isDefault).text.toUpperCase();
  const isCharset =
    word === 'CHARSET' ||
    ((word === 'CHARACTER' || word === 'CHAR') && reader.peek(isDefault + 1).text.toUpperCase() === 'SET');
  if (!isCharset && word !== 'COLLATE') return undefined;
  if (isDefault === 1) reader.next();
  if (word === 'COLLATE') {
    reader.next();
    reader.takeSymbol('=');
    return { charset: readCollation(reader) };
  }
  reader.takeOneOf(['CHARACTER SET', 'CHAR SET', 'CHARSET']);
  reader.takeSymbol('=');
  return { charset: readCharset(reader) };
}
