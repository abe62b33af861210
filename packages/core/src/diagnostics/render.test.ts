import { describe, expect, it } from 'vitest';
import { diagnosticToJson, lineAndColumn, renderDiagnostic, suggest, type Diagnostic } from './index.ts';

const at = (text: string, word: string): Diagnostic => ({
  code: 'unknown-option',
  severity: 'error',
  message: 'No such option.',
  path: ['source', 'x'],
  range: { start: text.indexOf(word), end: text.indexOf(word) + word.length },
  suggestion: 'hostname',
});

describe('a finding as text', () => {
  it('shows the line with carets under the place', () => {
    const text = 'source:\r\n\thostnam: x\r\n';
    expect(
      renderDiagnostic(
        text,
        { ...at(text, 'hostnam'), fixes: [{ title: 'Write hostname', edits: [] }] },
        'a.yaml',
      ),
    ).toBe(
      'error[unknown-option] a.yaml:2:2: No such option.\n2 | \thostnam: x\n  | \t^^^^^^^\n  = fix: Write hostname',
    );
  });

  it('cuts a long line around the place', () => {
    const text = `${'a'.repeat(300)}here${'b'.repeat(300)}`;
    const [, line = '', caret = ''] = renderDiagnostic(text, at(text, 'here')).split('\n');
    expect(line.length).toBeLessThan(120);
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('here');
  });

  it('stays on its first line', () => {
    const text = 'a:\n  b\n  c';
    const rendered = renderDiagnostic(text, { ...at(text, 'b'), range: { start: 0, end: text.length } });
    expect(rendered.split('\n').at(-1)).toBe('  | ^^');
  });
});

it('a finding as JSON is that of the contract', () => {
  const text = 'source:\n  hostnam: x\n';
  expect(diagnosticToJson(text, at(text, 'hostnam'))).toEqual({
    severity: 'error',
    code: 'unknown-option',
    message: 'No such option.',
    path: ['source', 'x'],
    range: { start: { line: 2, column: 3 }, end: { line: 2, column: 10 } },
    suggestion: 'hostname',
  });
});

it.each([
  ['', 0, 1, 1],
  ['a\nb', 2, 2, 1],
  ['a\nb', 1, 1, 2],
  ['a\n', 99, 2, 1],
])('offset %j %i is line %i, column %i', (text, offset, line, column) => {
  expect(lineAndColumn(text, offset)).toEqual({ line, column });
});

it.each([
  ['hostnam', 'hostname'],
  ['hsotname', 'hostname'],
  ['HOSTNAME', 'hostname'],
  ['prot', 'port'],
  ['x', undefined],
  ['something', undefined],
])('%s was probably meant to be %s', (word, expected) => {
  expect(suggest(word, ['port', 'hostname', 'tables'])).toBe(expected);
});
