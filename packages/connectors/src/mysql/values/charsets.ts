// Text in the character set of its column. latin1 is Windows-1252 in MySQL.
import type { CellDecoder } from './cell-decoder.ts';

/** Names of the Encoding Standard for character sets that it knows. */
const ENCODINGS: Readonly<Record<string, string>> = {
  big5: 'big5',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  cp866: 'ibm866',
  cp932: 'shift_jis',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
  gb18030: 'gb18030',
  gb2312: 'gbk',
  gbk: 'gbk',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  latin1: 'windows-1252',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  latin7: 'iso-8859-13',
  macroman: 'macintosh',
  sjis: 'shift_jis',
  tis620: 'windows-874',
  ucs2: 'utf-16be',
  ujis: 'euc-jp',
  utf16: 'utf-16be',
  utf16le: 'utf-16le',
};

/** Short texts are quicker made here than by a call into the runtime. */
const SHORT = 16;

/** UTF-8, and ASCII as a part of it. */
export const decodeUtf8: CellDecoder = (buffer, at, length) => {
  if (length <= SHORT) {
    let text = '';
    const end = at + length;
    let i = at;
    for (; i < end; i++) {
      const byte = buffer[i] ?? 0;
      if (byte >= 0x80) break;
      text += CHARACTERS[byte];
    }
    if (i === end) return text;
  }
  return buffer.toString('utf8', at, at + length);
};

const CHARACTERS: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** A decoder for texts in a character set; undefined for one that is not known here. */
export function charsetDecoder(charset: string): CellDecoder | undefined {
  if (charset === 'utf8mb4' || charset === 'utf8mb3' || charset === 'utf8' || charset === 'ascii')
    return decodeUtf8;
  if (charset === 'utf32') return decodeUtf32;
  const encoding = Object.hasOwn(ENCODINGS, charset) ? ENCODINGS[charset] : undefined;
  if (encoding === undefined) return undefined;
  const decoder = new TextDecoder(encoding);
  if (charset.startsWith('u') && charset !== 'ujis')
    return (buffer, at, length) => decoder.decode(buffer.subarray(at, at + length));
  return (buffer, at, length) =>
    isAscii(buffer, at, length)
      ? buffer.toString('latin1', at, at + length)
      : decoder.decode(buffer.subarray(at, at + length));
}

function isAscii(buffer: Buffer, at: number, length: number): boolean {
  for (let i = at, end = at + length; i < end; i++) if ((buffer[i] ?? 0) >= 0x80) return false;
  return true;
}

const decodeUtf32: CellDecoder = (buffer, at, length) => {
  let text = '';
  for (let i = at; i + 4 <= at + length; i += 4) text += String.fromCodePoint(buffer.readUInt32BE(i));
  return text;
};
