// What a character set means for the size of a type: the most bytes that one character takes (information_schema.CHARACTER_SETS.MAXLEN).

const MAX_BYTES: Readonly<Record<string, number>> = {
  big5: 2,
  cp932: 2,
  eucjpms: 3,
  euckr: 2,
  gb18030: 4,
  gb2312: 2,
  gbk: 2,
  sjis: 2,
  ucs2: 2,
  ujis: 3,
  utf16: 4,
  utf16le: 4,
  utf32: 4,
  utf8mb3: 3,
  utf8mb4: 4,
};

/** 1 for those that are not listed: all others are single bytes. */
export function maxBytesPerCharacter(charset: string): number {
  return MAX_BYTES[charset] ?? 1;
}

/** The one name of a character set: `utf8` stands for utf8mb3, except where the server's old_mode says otherwise. */
export function normalCharset(name: string): string {
  const lower = name.toLowerCase();
  return lower === 'utf8' ? 'utf8mb3' : lower;
}

/** The character set of a collation: what stands before its first underscore. Undefined for MariaDB's uca1400_… that go with several. */
export function charsetOfCollation(collation: string): string | undefined {
  const lower = collation.toLowerCase();
  if (lower.startsWith('uca1400_')) return undefined;
  return normalCharset(lower.split('_')[0] ?? lower);
}
