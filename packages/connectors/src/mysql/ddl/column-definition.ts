// A column as CREATE TABLE and ALTER TABLE define it: name, type, and its attributes in any order.
import { charsetOfCollation } from './charsets.ts';
import { parseType, readCharset, readCollation } from './column-type.ts';
import type { ColumnDefinition } from './table-definition.ts';
import type { TokenReader } from './token-reader.ts';

export interface DefinitionContext {
  readonly flavor: 'mysql' | 'mariadb';
  readonly charset: string;
  /** explicit_defaults_for_timestamp: TIMESTAMP without NULL may be NULL. */
  readonly explicitTimestamps: boolean;
}

export interface ParsedColumn {
  readonly column: ColumnDefinition;
  /** `PRIMARY KEY` stands with the column. */
  readonly isKey: boolean;
  /** NULL or NOT NULL was written; otherwise the column of a key becomes NOT NULL. */
  readonly saysNull: boolean;
}

interface Attributes {
  nullable: boolean | undefined;
  default: string | undefined;
  comment: string | undefined;
  generated: 'virtual' | 'stored' | undefined;
  autoIncrement: boolean;
  invisible: boolean;
  isKey: boolean;
  charset: string | undefined;
}

export function parseColumn(reader: TokenReader, context: DefinitionContext): ParsedColumn {
  return parseColumnOf(reader.name(), reader, context);
}

/** What follows the name. */
export function parseColumnOf(name: string, reader: TokenReader, context: DefinitionContext): ParsedColumn {
  // COLLATE may stand behind other attributes, and decides the character set of the type.
  const charset = collationAhead(reader) ?? context.charset;
  const parsed = parseType(reader, { flavor: context.flavor, charset });
  const found: Attributes = {
    nullable: undefined,
    default: undefined,
    comment: undefined,
    generated: undefined,
    autoIncrement: parsed.serial === true,
    invisible: false,
    isKey: false,
    charset: undefined,
  };
  while (readAttribute(reader, found));
  const implicitlyNotNull =
    (parsed.type.name === 'timestamp' && !context.explicitTimestamps) || found.autoIncrement || found.isKey;
  const column: ColumnDefinition = {
    name,
    type: parsed.type,
    nullable: found.nullable ?? !implicitlyNotNull,
    ...(parsed.charset === undefined ? {} : { charset: found.charset ?? parsed.charset }),
    ...(found.default === undefined ? {} : { default: found.default }),
    ...(found.comment === undefined || found.comment === '' ? {} : { comment: found.comment }),
    ...(found.generated === undefined ? {} : { generated: found.generated }),
    ...(found.autoIncrement ? { autoIncrement: true } : {}),
    ...(found.invisible ? { invisible: true } : {}),
  };
  return { column, isKey: found.isKey, saysNull: found.nullable !== undefined };
}

function collationAhead(reader: TokenReader): string | undefined {
  for (let ahead = 0, depth = 0; ; ahead += 1) {
    const token = reader.peek(ahead);
    if (token.kind === 'end') return undefined;
    if (token.kind === 'symbol') {
      if (token.text === '(') depth += 1;
      if (token.text === ')') depth -= 1;
      if (depth < 0 || (depth === 0 && (token.text === ',' || token.text === ';'))) return undefined;
      continue;
    }
    if (token.kind !== 'word' || depth > 0) continue;
    const word = token.text.toUpperCase();
    // A collation of the default's text is not the column's.
    if (word === 'COLLATE') return charsetOfCollation(reader.peek(ahead + 1).text);
    if (word === 'REFERENCES') return undefined;
  }
}

/** One attribute; false where something else begins. */
function readAttribute(reader: TokenReader, found: Attributes): boolean {
  if (reader.takeWords('NOT NULL')) found.nullable = false;
  else if (reader.takeWords('NULL')) found.nullable = true;
  else if (reader.takeWords('DEFAULT')) found.default = readDefault(reader);
  else if (reader.takeWords('SERIAL DEFAULT VALUE')) [found.nullable, found.autoIncrement] = [false, true];
  else if (reader.takeWords('AUTO_INCREMENT')) found.autoIncrement = true;
  else if (reader.takeWords('ON UPDATE')) readNow(reader);
  else if (reader.takeWords('COMMENT')) found.comment = reader.string();
  else if (reader.takeOneOf(['UNIQUE KEY', 'UNIQUE INDEX', 'UNIQUE']) !== undefined) return true;
  else if (reader.takeOneOf(['PRIMARY KEY', 'KEY']) !== undefined) found.isKey = true;
  else if (reader.takeWords('INVISIBLE')) found.invisible = true;
  else if (reader.takeWords('VISIBLE')) found.invisible = false;
  else if (reader.takeWords('COLLATE')) readCollation(reader);
  else if (reader.takeOneOf(['CHARACTER SET', 'CHAR SET', 'CHARSET']) !== undefined)
    found.charset = readCharset(reader);
  else return readRareAttribute(reader, found);
  return true;
}

function readRareAttribute(reader: TokenReader, found: Attributes): boolean {
  if (reader.takeOneOf(['GENERATED ALWAYS AS', 'AS']) !== undefined) {
    // MariaDB's system versioning: AS ROW START, AS ROW END.
    if (reader.takeOneOf(['ROW START', 'ROW END']) !== undefined) {
      [found.nullable, found.generated] = [false, 'stored'];
      return true;
    }
    reader.parenthesised();
    const kind = reader.takeOneOf(['VIRTUAL', 'STORED', 'PERSISTENT']);
    found.generated = kind === 'STORED' || kind === 'PERSISTENT' ? 'stored' : 'virtual';
  } else if (reader.takeOneOf(['CONSTRAINT', 'CHECK']) !== undefined) {
    while (!reader.isSymbol('(')) reader.next();
    reader.parenthesised();
    reader.takeOneOf(['NOT ENFORCED', 'ENFORCED']);
  } else if (
    reader.takeOneOf(['WITHOUT SYSTEM VERSIONING', 'WITH SYSTEM VERSIONING', 'INVISIBLE']) !== undefined
  ) {
    return true;
  } else if (reader.takeOneOf(['COLUMN_FORMAT', 'STORAGE', 'SRID']) !== undefined) {
    reader.next();
  } else if (
    reader.takeOneOf(['ENGINE_ATTRIBUTE', 'SECONDARY_ENGINE_ATTRIBUTE', 'REF_SYSTEM_ID']) !== undefined
  ) {
    reader.takeSymbol('=');
    reader.next();
  } else if (reader.takeWords('COMPRESSED')) {
    if (reader.takeSymbol('=')) reader.next();
  } else if (reader.isWords('REFERENCES')) skipReferences(reader);
  else return false;
  return true;
}

function skipReferences(reader: TokenReader): void {
  reader.expectWords('REFERENCES');
  reader.name();
  if (reader.takeSymbol('.')) reader.name();
  if (reader.isSymbol('(')) reader.parenthesised();
  for (;;) {
    if (reader.takeWords('MATCH')) reader.next();
    else if (reader.takeOneOf(['ON DELETE', 'ON UPDATE']) !== undefined)
      reader.takeOneOf(['RESTRICT', 'CASCADE', 'SET NULL', 'NO ACTION', 'SET DEFAULT']);
    else return;
  }
}

function readNow(reader: TokenReader): string {
  const name = reader.name();
  const precision = reader.isSymbol('(') ? reader.parenthesised().trim() : '';
  return `${name.toLowerCase() === 'now' ? 'current_timestamp' : name.toLowerCase()}(${precision === '0' ? '' : precision})`;
}

const NOW = ['CURRENT_TIMESTAMP', 'LOCALTIMESTAMP', 'LOCALTIME', 'NOW'];

/** Undefined for NULL, which every nullable column has anyway. */
export function readDefault(reader: TokenReader): string | undefined {
  const begin = reader.peek();
  if (reader.takeWords('NULL')) return undefined;
  if (begin.kind === 'string') return quoteDefault(reader.string());
  if (begin.kind === 'bytes') {
    reader.next();
    return `x'${begin.text}'`;
  }
  if (reader.isSymbol('(')) return `(${reader.parenthesised()})`;
  const sign = reader.takeSymbol('-') ? '-' : '';
  if (sign === '') reader.takeSymbol('+');
  const token = reader.next();
  if (token.kind === 'number') return sign + token.text;
  if (token.kind !== 'word') throw reader.unexpected('a default', token);
  // An introducer: _utf8mb4'x'.
  return token.text.startsWith('_') ? readDefault(reader) : wordDefault(token.text, reader);
}

function wordDefault(word: string, reader: TokenReader): string {
  const upper = word.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') return upper === 'TRUE' ? '1' : '0';
  const call = reader.isSymbol('(') ? reader.parenthesised().trim() : '';
  if (NOW.includes(upper)) return `current_timestamp(${call === '0' ? '' : call})`;
  return `${word.toLowerCase()}(${call})`;
}

export function quoteDefault(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
