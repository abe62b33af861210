import { expect, it } from 'vitest';
import { nameOf } from './import-dialog.tsx';

it.each([
  ['pipeline:\n  name: orders\n', 'x.yaml', 'orders'],
  [
    'source:\n  name: a source\npipeline:\n  parallelism: 2\n  name: "two words" # said here\n',
    '',
    'two words',
  ],
  ['source:\n  name: a source\n', 'my-file.YML', 'my-file'],
  ['', '', 'imported'],
])('%j in %j is called %j', (text, fileName, name) => {
  expect(nameOf(text, fileName)).toBe(name);
});
