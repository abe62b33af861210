import { expect, it } from 'vitest';
import { clusterUrl } from './cluster-url.ts';

it.each([
  ['http://flink:8081', 'http://flink:8081'],
  [' https://proxy.example/flink/ ', 'https://proxy.example/flink'],
  ['http://flink:8081/#/overview', 'http://flink:8081'],
  ['http://[::1]:8081/', 'http://[::1]:8081'],
])('takes %j as %j', (text, url) => {
  expect(clusterUrl(text)).toBe(url);
});

it.each(['flink:8081', 'ftp://flink', '', 'http://me:secret@flink', 'http://flink/?token=secret'])(
  'refuses %j without repeating what is secret of it',
  (text) => {
    expect(() => clusterUrl(text)).toThrow(/^(?!.*secret).*no address of Flink's REST API/u);
  },
);
