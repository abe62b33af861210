import { expect, it } from 'vitest';
import { fromMysqlError } from './mysql/server-error.ts';
import { fromPgError } from './postgres/wire/server-error.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

it('says what to look at where nothing listens, for both databases', () => {
  for (const [error, code] of [
    [fromPgError(refused, 'PostgreSQL at 127.0.0.1:1'), 'postgres-unreachable'],
    [fromMysqlError(refused, 'MySQL at 127.0.0.1:1'), 'mysql-unreachable'],
  ] as const) {
    expect(error.code).toBe(code);
    expect(error.message).toMatch(
      /connect ECONNREFUSED 127\.0\.0\.1:1\. Nothing listens there: check the host/u,
    );
  }
});
