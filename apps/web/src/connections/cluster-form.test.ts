import { describe, expect, it } from 'vitest';
import type { ClusterInfo } from '@tailrace/server/router';
import { formOf, formProblems, isComplete, requestOf } from './cluster-form.ts';

const cluster: ClusterInfo = {
  id: 'c1',
  name: 'production',
  url: 'https://flink.example',
  access: { kind: 'basic', user: 'me' },
  jars: { kind: 'home' },
  release: '3.6',
  editedAt: 1,
  pipelines: [],
  runsGoing: 0,
};

describe('the form of a cluster', () => {
  it('gives back what it was made of, and leaves what is stored alone', () => {
    expect(requestOf(formOf(cluster))).toEqual({
      name: 'production',
      url: 'https://flink.example',
      jars: { kind: 'home' },
      release: '3.6',
    });
  });

  it('sends headers, one a line, with colons in their values', () => {
    const form = {
      ...formOf(undefined),
      name: ' a ',
      url: ' http://flink:8081 ',
      folder: '/jars',
      access: 'headers' as const,
      headers: 'Authorization: Bearer a:b\n\n X-Team : data ',
    };
    expect(isComplete(form)).toBe(true);
    expect(requestOf(form)).toMatchObject({
      name: 'a',
      url: 'http://flink:8081',
      credentials: { kind: 'headers', headers: { Authorization: 'Bearer a:b', 'X-Team': 'data' } },
      jars: { kind: 'folder', path: '/jars' },
    });
  });

  it.each([
    [{ url: 'flink:8081' }, 'url'],
    [{ access: 'headers' as const, headers: 'Bearer abc' }, 'headers'],
  ])('says what is wrong with %j', (fields, at) => {
    const form = { ...formOf(cluster), ...fields };
    expect(Object.keys(formProblems(form))).toEqual([at]);
    expect(isComplete(form)).toBe(false);
  });

  it.each([
    { name: ' ' },
    { url: '' },
    { jars: 'folder' as const, folder: '' },
    { access: 'basic' as const, user: '' },
  ])('is not complete with %j', (fields) => {
    expect(isComplete({ ...formOf(cluster), ...fields })).toBe(false);
  });
});
