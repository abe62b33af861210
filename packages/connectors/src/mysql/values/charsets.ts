// Text in the character set of its column.
import { ValueError } from '../../value-error.ts';
import { SINGLE_BYTE } from './single-byte-charsets.ts';

type TextDecoderOf = (buffer: Buffer, at: number, length: number) => string;

/** Names of the Encoding Standard for character sets that it knows. */
const ENCODINGS: Readonly<Record<string, string>> = {
  big5: 'big5',
  cp932: 'shift_jis',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
  gb18030: 'gb18030',
  gb2312: 'gbk',
  gbk: 'gbk',
  sjis: 'shift_jis',
  ucs2: 'utf-16be',
  ujis: 'euc-jp',
  utf16: 'utf-16be',
  utf16le: 'utf-16le',
};

/** Short texts are quicker made here than by a call into the runtime. */
const SHORT = 16;

/** UTF-8, and ASCII as a part of it. */
export const decodeUtf8: TextDecoderOf = (buffer, at, length) => {
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

/** Whether texts of a character set are UTF-8, or have ASCII as it is beside letters of their own; undefined: neither. */
export function asciiIn(charset: string): 'utf8' | 'only' | undefined {
  if (UTF8.has(charset)) return 'utf8';
  if (Object.hasOwn(SINGLE_BYTE, charset)) return 'only';
  return Object.hasOwn(ENCODINGS, charset) && !WIDE.has(charset) ? 'only' : undefined;
}

/** ASCII is a part of it. */
const UTF8 = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii']);

/** A decoder for texts in a character set; undefined for one that is not known here. */
export function charsetDecoder(charset: string): TextDecoderOf | undefined {
  if (UTF8.has(charset)) return decodeUtf8;
  if (charset === 'utf32') return decodeUtf32;
  const letters = Object.hasOwn(SINGLE_BYTE, charset) ? SINGLE_BYTE[charset] : undefined;
  if (letters !== undefined) return singleByteDecoder(charset, letters);
  const encoding = Object.hasOwn(ENCODINGS, charset) ? ENCODINGS[charset] : undefined;
  if (encoding === undefined) return undefined;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode: TextDecoderOf = (buffer, at, length) => {
    try {
      return decoder.decode(buffer.subarray(at, at + length));
    } catch {
      throw new ValueError(`the bytes ${buffer.toString('hex', at, at + length)} are no text in ${charset}.`);
    }
  };
  if (WIDE.has(charset)) return decode;
  return (buffer, at, length) =>
    isAscii(buffer, at, length) ? buffer.toString('latin1', at, at + length) : decode(buffer, at, length);
}

/** Those in which ASCII does not stand for itself. */
const WIDE = new Set(['ucs2', 'utf16', 'utf16le']);

function isAscii(buffer: Buffer, at: number, length: number): boolean {
  for (let i = at, end = at + length; i < end; i++) if ((buffer[i] ?? 0) >= 0x80) return false;
  return true;
}

/** Not by TextDecoder: its tables are others in places, and that of Node 20 takes windows-1252 for ISO 8859-1. */
function singleByteDecoder(charset: string, letters: string): TextDecoderOf {
  return (buffer, at, length) => {
    if (isAscii(buffer, at, length)) return buffer.toString('latin1', at, at + length);
    let text = '';
    for (let i = at, end = at + length; i < end; i++) {
      const byte = buffer[i] ?? 0;
      const letter = byte < 0x80 ? (CHARACTERS[byte] ?? '') : letters.charAt(byte - 0x80);
      if (letter === '\ufffd')
        throw new ValueError(`the byte 0x${byte.toString(16)} is no letter in ${charset}.`);
      text += letter;
    }
    return text;
  };
}

const decodeUtf32: TextDecoderOf = (buffer, at, length) => {
  let text = '';
  for (let i = at; i + 4 <= at + length; i += 4) text += String.fromCodePoint(buffer.readUInt32BE(i));
  return text;
};
