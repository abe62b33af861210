// Values of an event as they are typed, and back: text as it stands, numbers and truth as JSON has them, null apart from text.
import type { PreviewColumn } from '@tailrace/server/router';

/** Text of the field; null is NULL. */
export type FieldText = string | null;
export type FieldTexts = Readonly<Record<string, FieldText>>;
export type JsonRow = Readonly<Record<string, unknown>>;

export const toTexts = (columns: readonly PreviewColumn[], row: JsonRow): FieldTexts =>
  Object.fromEntries(columns.map(({ name }) => [name, toText(row[name])]));

function toText(value: unknown): FieldText {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const fromTexts = (columns: readonly PreviewColumn[], texts: FieldTexts): JsonRow =>
  Object.fromEntries(columns.map(({ name, type }) => [name, fromText(type, texts[name] ?? null)]));

/** In the notation of the change events. What does not fit the type stays text, and the reader says so. */
export function fromText(type: string, text: FieldText): unknown {
  if (text === null) return null;
  if (/^(?:TINYINT|SMALLINT|INT|FLOAT|DOUBLE)\b/u.test(type)) {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (/^BOOLEAN\b/u.test(type)) return text === 'true' ? true : text === 'false' ? false : text;
  if (/^(?:ARRAY|MAP|ROW)\b/u.test(type)) return asJson(text);
  return text;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
