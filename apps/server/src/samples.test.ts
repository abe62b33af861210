import { samplePipelines } from '@tailrace/demo';
import { expect, it } from 'vitest';
import { createDocumentReader } from './pipelines/document-reader.ts';

const samples = samplePipelines({
  host: '127.0.0.1',
  port: 15_432,
  user: 'postgres',
  password: 'never-in-a-document',
  databases: [],
});

it.each(samples)('the sample "$name" has nothing to find, and no password in it', ({ text }) => {
  const { diagnostics } = createDocumentReader().read(text);
  expect(diagnostics.filter((diagnostic) => diagnostic.severity !== 'info')).toEqual([]);
  expect(text).toContain('${secret.DEMO_PASSWORD}');
  expect(text).not.toContain('never-in-a-document');
});
