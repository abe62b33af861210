// JSON texts of VARIANT values: compact, keys sorted, as Flink CDC prints them; and a reader that can refuse duplicate keys.
import type { JsonValue } from '../../value/index.ts';

export function formatJson(json: JsonValue): string {
  if (Array.isArray(json)) return `[${json.map(formatJson).join(',')}]`;
  if (json !== null && typeof json === 'object') {
    const entries = Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${formatJson(value)}`).join(',')}}`;
  }
  return JSON.stringify(json);
}

/**
 * Reads one JSON value. Undefined when the text is no JSON. A repeated key is `duplicate` with `allowDuplicates` false, otherwise its
 * last value counts.
 */
export function parseJson(
  text: string,
  allowDuplicates: boolean,
): { readonly json: JsonValue } | 'duplicate' | undefined {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue; // JSON.parse gives nothing else
  } catch {
    return undefined;
  }
  return !allowDuplicates && hasDuplicateKey(text) ? 'duplicate' : { json };
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gu;

/** Whether an object in the text, which is valid JSON, has two equal keys. */
function hasDuplicateKey(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const key: unknown = JSON.parse(previous);
      const keys = open.at(-1);
      if (keys !== undefined && typeof key === 'string') {
        if (keys.has(key)) return true;
        keys.add(key);
      }
    }
    previous = token;
  }
  return false;
}
