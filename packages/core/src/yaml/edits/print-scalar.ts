// Scalars as text: plain where that reads back alike, else in quotes (YAML 1.2.2 sections 7.3 and 10.3).
import type { ScalarStyle } from '../syntax-tree.ts';

export interface ScalarPlace {
  /** The style to keep, where it can say the text. */
  readonly style?: ScalarStyle | undefined;
  readonly inFlow: boolean;
}

/** One line of text that reads back as `value`; a string as text (see YamlValue). */
export function printScalar(value: string | number | boolean | null, { style, inFlow }: ScalarPlace): string {
  if (typeof value !== 'string') return String(value);
  if (style === 'double') return doubleQuoted(value);
  if (style === 'single' && isPrintableLine(value)) return singleQuoted(value);
  if (isPlain(value, inFlow)) return value;
  return isPrintableLine(value) ? singleQuoted(value) : doubleQuoted(value);
}

function singleQuoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

// What YAML does not print as it is: controls, line breaks, the byte order mark, non-characters, half surrogates.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;
const UNPRINTABLE_ALL = new RegExp(UNPRINTABLE.source, 'gu');

export function doubleQuoted(value: string): string {
  return `"${escapeDouble(value)}"`;
}

export function escapeDouble(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1);
  return escaped.replace(UNPRINTABLE_ALL, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function isPrintableLine(value: string): boolean {
  return !UNPRINTABLE.test(value);
}

/** Words that readers of YAML 1.1 or 1.2 take for something else than text. */
const TYPED_WORD = /^(?:~|null|yes|no|on|off|y|n|true|false|<<|=)$/i;
/** Numbers whose text would not survive being typed: 1.50, 0x1F, 010, 1e3, 1_000, .inf, 12:30. */
const TYPED_NUMBER =
  /^[-+]?(?:\.?\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+|\.inf|\.nan|\d+(?::[0-5]?\d)+(?:\.\d*)?)$/i;
const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/;

export function isPlain(value: string, inFlow: boolean): boolean {
  if (value === 'true' || value === 'false' || WHOLE_NUMBER.test(value)) return true;
  return isPlainText(value) && (!inFlow || isPlainInFlow(value));
}

function isPlainText(value: string): boolean {
  if (value === '' || value !== value.trim() || !isPrintableLine(value)) return false;
  if (TYPED_WORD.test(value) || TYPED_NUMBER.test(value)) return false;
  return !INDICATOR_FIRST.test(value) && !INDICATOR_INSIDE.test(value);
}

const INDICATOR_FIRST = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)/;
const INDICATOR_INSIDE = /:(?:\s|$)|\s#/;

function isPlainInFlow(value: string): boolean {
  return !/[,[\]{}]|^[-?:]|:\/\//.test(value);
}
