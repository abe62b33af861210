// Documents as people write them, for property tests: a model and one of its many spellings.
import fc from 'fast-check';

export type PlainValue = string | readonly PlainValue[] | { readonly [key: string]: PlainValue };
export interface Generated {
  readonly text: string;
  readonly model: Readonly<Record<string, PlainValue>>;
}

const words = fc.constantFrom(
  'a', 'orders', 'shop.orders_\\.*', 'id, UPPER(name) AS n', "it's", 'say "hi"', '127.0.0.1:8030', 'x: y', 'a # b', '#no',
  '- dash', '5432', '1.50', 'true', 'null', '', ' padded ', '{braces}', '[list]', 'a, b', '*star', '&amp', '!bang', '%d', '@at',
  '`tick`', 'tab\there', 'back\\slash', '${secret.PW}', '<>', '?', ':', '-', 'ümlaut ✓ 😀', 'id > 10 AND total <= 3.5', '~', 'yes',
  'a:b', 'ends:', '2024-01-01', '0x1F', "''", 'two\nlines', 'end\n', '\n', 'a\n\nb\n', '  deep\nx', 'http://x', '---', '<<', '=',
); // prettier-ignore
const names = fc.constantFrom(
  'type',
  'hostname',
  'tables',
  'print.enabled',
  'projection',
  'filter',
  'a-b',
  'server id',
  'x',
);

type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';
interface Ink {
  readonly eol: string;
  readonly step: number;
  readonly listStep: number;
  /** Endless choices; taken one by one. */
  readonly next: (below: number) => number;
}

const rule = fc.dictionary(names, words, { minKeys: 1, maxKeys: 4 });
const section = fc.oneof(
  rule,
  fc.array(rule, { minLength: 1, maxLength: 4 }),
  fc.constant({}),
  fc.constant([]),
);
const models = fc.record(
  {
    source: rule,
    sink: rule,
    transform: fc.array(rule, { minLength: 1, maxLength: 4 }),
    route: section,
    pipeline: section,
  },
  { requiredKeys: ['transform'] },
);

/** Texts of mappings with lists and mappings below, in mixed styles, with comments, blank lines, CRLF and missing last breaks. */
export const documents: fc.Arbitrary<Generated> = fc
  .record({
    model: models,
    crlf: fc.boolean(),
    step: fc.constantFrom(1, 2, 3, 4),
    listStep: fc.constantFrom(0, 2, 4),
    choices: fc.array(fc.nat(9999), { minLength: 60, maxLength: 60 }),
    openEnd: fc.boolean(),
  })
  .map(({ model, crlf, step, listStep, choices, openEnd }) => {
    let at = 0;
    const next = (below: number): number => ((choices[at++ % choices.length] ?? 0) + at) % below;
    const ink: Ink = { eol: crlf ? '\r\n' : '\n', step, listStep, next };
    const plain = copyOf(model);
    const text = writeEntries(plain, 0, ink) + trivia(0, ink);
    return { text: openEnd ? text.replace(/(?:\r?\n)+$/, '') : text, model: plain };
  })
  // A text whose last line is a blank of a block scalar or a comment may not lose its break without changing its meaning.
  .filter(({ text }) => !/[|>][+-]?$/.test(text));

function pick<T>(ink: Ink, choices: readonly [T, ...T[]]): T {
  return choices[ink.next(choices.length)] ?? choices[0];
}

export function copyOf(model: Generated['model']): Record<string, PlainValue> {
  return Object.fromEntries(Object.entries(model).map(([key, value]) => [key, copyValue(value)]));
}

function copyValue(value: PlainValue): PlainValue {
  if (typeof value === 'string') return value;
  if (isList(value)) return value.map(copyValue);
  return copyOf(value);
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function trivia(column: number, ink: Ink): string {
  const { eol } = ink;
  const pad = ' '.repeat(column);
  const two = `${pad}# one${eol}${pad}# two${eol}`;
  return pick(ink, ['', '', '', eol, `${pad}# note${eol}`, `${eol}${pad}# apart${eol}${eol}`, two]);
}

function writeEntries(entries: Readonly<Record<string, PlainValue>>, column: number, ink: Ink): string {
  const pad = ' '.repeat(column);
  return Object.entries(entries)
    .map(([key, value]) => trivia(column, ink) + pad + key + ':' + writeValue(value, column, ink))
    .join('');
}

function writeValue(value: PlainValue, column: number, ink: Ink): string {
  if (typeof value === 'string') return writeScalar(value, column, ink) + ink.eol;
  const comment = pick(ink, [' # why', '', '', '']);
  if (Object.keys(value).length === 0) return (isList(value) ? ' []' : ' {}') + comment + ink.eol;
  if (ink.next(5) === 0) return ` ${writeFlow(value, ink)}${comment}${ink.eol}`;
  const below = isList(value) ? column + ink.listStep : column + ink.step;
  return (
    comment +
    ink.eol +
    (isList(value) ? writeItems(value, below, ink) : writeEntries(asEntries(value), below, ink))
  );
}

function asEntries(value: PlainValue): Readonly<Record<string, PlainValue>> {
  return typeof value === 'string' || isList(value) ? {} : value;
}

function writeItems(items: readonly PlainValue[], column: number, ink: Ink): string {
  const pad = ' '.repeat(column);
  return items
    .map((item) => {
      const gap = 1 + ink.next(3);
      const head = `${trivia(column, ink)}${pad}-${' '.repeat(gap)}`;
      if (ink.next(5) === 0) return head + writeFlow(item, ink) + ink.eol;
      const inner = writeEntries(asEntries(item), column + 1 + gap, { ...ink, next: quietFirst(ink) });
      return head + inner.slice(column + 1 + gap);
    })
    .join('');
}

/** Nothing stands between a dash and its first key. */
function quietFirst({ next }: Ink): (below: number) => number {
  let calls = 0;
  return (below) => (calls++ === 0 ? 0 : next(below));
}

function writeFlow(value: PlainValue, ink: Ink): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const parts = isList(value)
    ? value.map((item) => writeFlow(item, ink))
    : Object.entries(value).map(([key, item]) => `${key}: ${writeFlow(item, ink)}`);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  const separator = pick(ink, [', ', ',  ', ' , ']);
  const pad = pick(ink, ['', ' ']);
  return open + pad + parts.join(separator) + pad + close;
}

function writeScalar(value: string, column: number, ink: Ink): string {
  const style = pick<Style>(ink, ['plain', 'single', 'double', 'literal', 'folded']);
  const comment = pick(ink, ['  # c', '', '', '']);
  const pad = ' '.repeat(column + ink.step);
  const lines = value.replace(/\n$/, '').split('\n');
  const isBlocky = value.trim() !== '' && !/^\s|\n\n$|\t/.test(value);
  const chomp = value.endsWith('\n') ? '' : '-';
  if (style === 'literal' && isBlocky) {
    return ` |${chomp}${comment}${ink.eol}${lines.map((line) => (line === '' ? '' : pad + line)).join(ink.eol)}`;
  }
  if (style === 'folded' && isBlocky && !value.includes('\n')) {
    return ` >${chomp}${comment}${ink.eol}${pad}${value.replaceAll(' ', ink.eol + pad)}`;
  }
  if (style === 'single' && !/[\n\t]/.test(value)) return ` '${value.replaceAll("'", "''")}'${comment}`;
  if (
    style === 'plain' &&
    /^[a-z][\w., ()>=']*$/i.test(value) &&
    value === value.trim() &&
    !/^(?:true|null|yes)$/.test(value)
  ) {
    return `  ${value}${comment}`;
  }
  return ` ${JSON.stringify(value)}${comment}`;
}

/** The model of a text as the tests compare it: every scalar as text. */
export function textModel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textModel);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, textModel(item)]));
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How often a property is tried; fast-check prints the seed of a failure, and this one is where it begins. */
export const settings = { numRuns: 150, seed: 20261124 };
