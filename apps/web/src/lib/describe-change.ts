// A schema change event of the contract, as one line of words: what was added, dropped, renamed, changed.

export interface ChangeWords {
  readonly sign: '+' | '−' | '~' | '•';
  readonly words: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `event` is the JSON of the contract; anything else is told by its kind alone. */
export function describeChange(kind: string, event: unknown): readonly ChangeWords[] {
  if (!isObject(event)) return [{ sign: '•', words: kind }];
  switch (kind) {
    case 'create.table':
      return [{ sign: '+', words: `table with ${columnCount(event)}` }];
    case 'add.column':
      return objects(event['columns']).map(addedColumn);
    case 'drop.column':
      return strings(event['columns']).map((name) => ({ sign: '−', words: name }));
    case 'rename.column':
      return pairs(event['names']).map(([from, to]) => ({ sign: '~', words: `${from} → ${to}` }));
    case 'alter.column.type':
      return pairs(event['types']).map(([name, type]) => ({
        sign: '~',
        words: retyped(name, type, event['oldTypes']),
      }));
    case 'drop.table':
      return [{ sign: '−', words: 'table dropped' }];
    case 'truncate.table':
      return [{ sign: '−', words: 'all rows (truncated)' }];
    case 'alter.table.comment':
      return [{ sign: '~', words: `comment “${text(event['comment'])}”` }];
    default:
      return [{ sign: '•', words: kind }];
  }
}

function addedColumn(entry: Json): ChangeWords {
  const column = isObject(entry['column']) ? entry['column'] : {};
  const existing = text(entry['existing']);
  const position = text(entry['position']);
  const place = position === 'first' ? ' first' : existing === '' ? '' : ` ${position} ${existing}`;
  return { sign: '+', words: `${text(column['name'])} ${text(column['type'])}${place}` };
}

function retyped(name: string, type: string, oldTypes: unknown): string {
  const old = isObject(oldTypes) ? text(oldTypes[name]) : '';
  return old === '' ? `${name} ${type}` : `${name} ${old} → ${type}`;
}

function columnCount(event: Json): string {
  const schema = isObject(event['schema']) ? event['schema'] : {};
  const count = objects(schema['columns']).length;
  return `${count} ${count === 1 ? 'column' : 'columns'}`;
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
const pairs = (value: unknown): readonly (readonly [string, string])[] =>
  isObject(value) ? Object.entries(value).map(([key, entry]) => [key, text(entry)] as const) : [];
