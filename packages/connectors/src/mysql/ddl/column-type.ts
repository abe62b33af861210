// Data types as statements and information_schema write them, brought to one form (MySQL 8.4 manual chapter 13, MariaDB "Data Types").
import { maxBytesPerCharacter, normalCharset, charsetOfCollation } from './charsets.ts';
import type { ColumnType } from './table-definition.ts';
import type { TokenReader } from './token-reader.ts';

export interface ParsedType {
  readonly type: ColumnType;
  /** Of types with characters. */
  readonly charset?: string;
  /** SERIAL is more than a type. */
  readonly serial?: boolean;
}

/** Longer ones before their beginnings. */
const NAMES = [
  ['DOUBLE PRECISION', 'double'],
  ['NATIONAL CHARACTER VARYING', 'nvarchar'],
  ['NATIONAL CHAR VARYING', 'nvarchar'],
  ['NATIONAL VARCHARACTER', 'nvarchar'],
  ['NATIONAL VARCHAR', 'nvarchar'],
  ['NATIONAL CHARACTER', 'nchar'],
  ['NATIONAL CHAR', 'nchar'],
  ['NCHAR VARCHARACTER', 'nvarchar'],
  ['NCHAR VARCHAR', 'nvarchar'],
  ['NCHAR VARYING', 'nvarchar'],
  ['NVARCHAR', 'nvarchar'],
  ['NCHAR', 'nchar'],
  ['CHARACTER VARYING', 'varchar'],
  ['CHAR VARYING', 'varchar'],
  ['CHAR BYTE', 'binary'],
  ['CHARACTER BYTE', 'binary'],
  ['VARCHARACTER', 'varchar'],
  ['CHARACTER', 'char'],
  ['LONG CHARACTER VARYING', 'mediumtext'],
  ['LONG CHAR VARYING', 'mediumtext'],
  ['LONG VARCHARACTER', 'mediumtext'],
  ['LONG VARCHAR', 'mediumtext'],
  ['LONG VARBINARY', 'mediumblob'],
  ['LONG', 'mediumtext'],
  ['BOOLEAN', 'bool'],
  ['INTEGER', 'int'],
  ['MIDDLEINT', 'mediumint'],
  ['INT1', 'tinyint'],
  ['INT2', 'smallint'],
  ['INT3', 'mediumint'],
  ['INT4', 'int'],
  ['INT8', 'bigint'],
  ['FLOAT4', 'float'],
  ['FLOAT8', 'double'],
  ['REAL', 'double'],
  ['DEC', 'decimal'],
  ['NUMERIC', 'decimal'],
  ['FIXED', 'decimal'],
  ['GEOMCOLLECTION', 'geometrycollection'],
] as const;

const PLAIN = new Set(
  `bool tinyint smallint mediumint int bigint decimal float double bit year date time datetime timestamp char varchar binary varbinary
   tinyblob blob mediumblob longblob tinytext text mediumtext longtext enum set json serial geometry point linestring polygon multipoint
   multilinestring multipolygon geometrycollection inet4 inet6 uuid vector`.split(/\s+/u),
);

const INTEGERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
const TEXTS = ['tinytext', 'text', 'mediumtext', 'longtext'] as const;
const BLOBS = ['tinyblob', 'blob', 'mediumblob', 'longblob'] as const;
const LOB_BYTES = [255, 65_535, 16_777_215, 4_294_967_295] as const;

interface Raw {
  readonly name: string;
  readonly args: readonly number[];
  readonly values?: readonly string[];
  unsigned: boolean;
  zerofill: boolean;
  charset?: string;
}

export interface TypeContext {
  readonly flavor: 'mysql' | 'mariadb';
  /** What a column without a character set of its own gets. */
  readonly charset: string;
}

export function parseType(reader: TokenReader, context: TypeContext): ParsedType {
  const raw = readRaw(reader);
  readAttributes(reader, raw);
  return resolve(raw, context);
}

function readRaw(reader: TokenReader): Raw {
  const known = NAMES.find(([words]) => reader.takeWords(words));
  const name = known?.[1] ?? readPlainName(reader);
  if (name === 'enum' || name === 'set') {
    return { name, args: [], values: readLabels(reader), unsigned: false, zerofill: false };
  }
  const args: number[] = [];
  if (reader.takeSymbol('(')) {
    do args.push(reader.integer());
    while (reader.takeSymbol(','));
    reader.expectSymbol(')');
  }
  return { name, args, unsigned: false, zerofill: false };
}

function readPlainName(reader: TokenReader): string {
  const token = reader.next();
  const name = token.text.toLowerCase();
  if (token.kind === 'word' && PLAIN.has(name)) return name;
  throw reader.unexpected('a data type', token);
}

/** Blanks at the end of a label are cut, as the server does. */
function readLabels(reader: TokenReader): readonly string[] {
  const labels: string[] = [];
  reader.expectSymbol('(');
  do {
    // An introducer: _utf8mb4'x', _latin1 x'E9'.
    if (reader.peek().kind === 'word' && reader.peek().text.startsWith('_')) reader.next();
    const token = reader.peek();
    if (token.kind === 'bytes') labels.push(Buffer.from(reader.next().text, 'hex').toString('utf8'));
    else labels.push(reader.string());
  } while (reader.takeSymbol(','));
  reader.expectSymbol(')');
  return labels.map((label) => label.replace(/ +$/u, ''));
}

/** What may follow a type in any order; the rest of the column's attributes is not looked at. */
function readAttributes(reader: TokenReader, raw: Raw): void {
  for (;;) {
    if (reader.takeWords('UNSIGNED')) raw.unsigned = true;
    else if (reader.takeWords('ZEROFILL')) [raw.unsigned, raw.zerofill] = [true, true];
    else if (reader.takeWords('SIGNED') || reader.takeWords('BINARY')) continue;
    else if (reader.takeWords('ASCII')) raw.charset = 'latin1';
    else if (reader.takeWords('UNICODE')) raw.charset = 'ucs2';
    else if (reader.takeWords('BYTE')) raw.charset = 'binary';
    else if (reader.takeOneOf(['CHARACTER SET', 'CHAR SET', 'CHARSET']) !== undefined)
      raw.charset = readCharset(reader);
    else return;
  }
}

export function readCharset(reader: TokenReader): string {
  const token = reader.next();
  if (token.kind === 'word' || token.kind === 'name' || token.kind === 'string')
    return normalCharset(token.text);
  throw reader.unexpected('a character set', token);
}

/** The character set that COLLATE means; undefined for one that goes with several. */
export function readCollation(reader: TokenReader): string | undefined {
  const token = reader.next();
  if (token.kind === 'word' || token.kind === 'name' || token.kind === 'string')
    return charsetOfCollation(token.text);
  throw reader.unexpected('a collation', token);
}

function resolve(raw: Raw, context: TypeContext): ParsedType {
  const { name, args } = raw;
  if (name === 'bool') return { type: { name: 'tinyint', length: 1 } };
  if (name === 'serial') return { type: { name: 'bigint', unsigned: true }, serial: true };
  if (name === 'json' && context.flavor === 'mariadb')
    return { type: { name: 'longtext' }, charset: 'utf8mb4' };
  if (INTEGERS.has(name)) return { type: integer(raw, context) };
  if (name === 'float' || name === 'double') return { type: floating(raw) };
  if (name === 'decimal') {
    return { type: { name, length: args[0] ?? 10, decimals: args[1] ?? 0, ...signs(raw) } };
  }
  const bytes = bytesOf(name, args[0]);
  if (bytes !== undefined) return { type: bytes };
  const standard = STANDARD_LENGTH[name];
  if (standard !== undefined) return { type: { name, length: args[0] ?? standard } };
  return resolveText(raw, context) ?? { type: { name } };
}

function bytesOf(name: string, length: number | undefined): ColumnType | undefined {
  if (isOneOf(BLOBS, name)) return { name: lob(BLOBS, name, length) };
  return name === 'binary' || name === 'varbinary' ? binary(name, length) : undefined;
}

/** Types with one number, which may be left out. */
const STANDARD_LENGTH: Readonly<Record<string, number>> = {
  bit: 1,
  time: 0,
  datetime: 0,
  timestamp: 0,
  vector: 2048,
};

function resolveText(raw: Raw, context: TypeContext): ParsedType | undefined {
  const { name } = raw;
  const national = name === 'nchar' || name === 'nvarchar';
  const charset = raw.charset ?? (national ? 'utf8mb3' : context.charset);
  if (name === 'enum' || name === 'set') return { type: { name, values: raw.values ?? [] }, charset };
  if (!national && name !== 'char' && name !== 'varchar' && !isOneOf(TEXTS, name)) return undefined;
  return charset === 'binary' ? { type: binaryTwin(raw) } : { type: textOf(raw, charset), charset };
}

function textOf({ name, args }: Raw, charset: string): ColumnType {
  const [length] = args;
  const width = maxBytesPerCharacter(charset);
  if (isOneOf(TEXTS, name))
    return { name: lob(TEXTS, name, length === undefined ? undefined : length * width) };
  if (name === 'char' || name === 'nchar') return { name: 'char', length: length ?? 1 };
  const bytes = (length ?? 1) * width;
  // Without a strict mode the server makes a text of what is too long.
  return bytes > 65_535 ? { name: lob(TEXTS, 'text', bytes) } : { name: 'varchar', length: length ?? 1 };
}

/** CHARACTER SET binary: the type of bytes. */
function binaryTwin({ name, args }: Raw): ColumnType {
  if (isOneOf(TEXTS, name)) {
    const twin = BLOBS[TEXTS.indexOf(name)] ?? 'blob';
    return { name: lob(BLOBS, twin, args[0]) };
  }
  return binary(name === 'char' || name === 'nchar' ? 'binary' : 'varbinary', args[0]);
}

function binary(name: 'binary' | 'varbinary', length: number | undefined): ColumnType {
  if (name === 'varbinary' && (length ?? 1) > 65_535) return { name: lob(BLOBS, 'blob', length) };
  return { name, length: length ?? 1 };
}

/** TEXT(n) and BLOB(n) are the smallest of their kind that holds n bytes. */
function lob<T extends string>(kinds: readonly T[], name: T, bytes: number | undefined): T {
  if (bytes === undefined || name !== kinds[1]) return name;
  return kinds[LOB_BYTES.findIndex((limit) => bytes <= limit)] ?? name;
}

/** The smallest text type of another character set that holds as many characters: what CONVERT TO CHARACTER SET makes of it. */
export function widerText(name: string, from: string, to: string): string {
  if (!isOneOf(TEXTS, name) || name === 'longtext') return name;
  const [before, after] = [maxBytesPerCharacter(from), maxBytesPerCharacter(to)];
  if (after <= before) return name;
  const bytes = Math.floor(((LOB_BYTES[TEXTS.indexOf(name)] ?? 0) / before) * after);
  return TEXTS[LOB_BYTES.findIndex((limit) => bytes <= limit)] ?? name;
}

function integer(raw: Raw, { flavor }: TypeContext): ColumnType {
  const isFlag = raw.name === 'tinyint' && raw.args[0] === 1 && !(flavor === 'mysql' && raw.unsigned);
  return { name: raw.name, ...(isFlag ? { length: 1 } : {}), ...signs(raw) };
}

/** FLOAT(p) chooses by the bits of the mantissa. */
function floating(raw: Raw): ColumnType {
  const [length, decimals] = raw.args;
  if (length !== undefined && decimals === undefined) {
    return { name: raw.name === 'float' && length <= 24 ? 'float' : 'double', ...signs(raw) };
  }
  if (length === undefined || decimals === undefined) return { name: raw.name, ...signs(raw) };
  return { name: raw.name, length, decimals, ...signs(raw) };
}

function signs({ unsigned, zerofill }: Raw): { unsigned?: true; zerofill?: true } {
  return { ...(unsigned ? { unsigned: true } : {}), ...(zerofill ? { zerofill: true } : {}) };
}

function isOneOf<T extends string>(kinds: readonly T[], name: string): name is T {
  return kinds.some((kind) => kind === name);
}
