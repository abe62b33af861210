import { statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

const list = '/trpc/pipelines.list';
const own = () => `127.0.0.1:${server.running.port}`;

describe('who may ask', () => {
  it.each([
    ['our own name', {}, 200],
    ['localhost', { host: 'localhost:1' }, 200],
    ['a name that was bent to us', { host: 'evil.example:7070' }, 421],
    ['a name that begins like ours', { host: 'localhost.evil.example' }, 421],
    ['another page', { origin: 'http://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['a page of another port', { origin: 'http://127.0.0.1:9' }, 403],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
    ['our own page, as the browser says', { 'sec-fetch-site': 'same-origin' }, 200],
  ])('%s', async (_who, headers, status) => {
    expect((await server.request(list, { headers })).status).toBe(status);
  });

  it('answers our own page by its origin, and lets links lead to the page', async () => {
    expect((await server.request(list, { headers: { origin: `http://${own()}` } })).status).toBe(200);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await server.request('/', { headers: link })).status).toBe(200);
    expect((await server.request('/', { headers: link, method: 'POST' })).status).toBe(403);
  });

  it('takes no change by GET, by a form, or as plain text', async () => {
    const input = JSON.stringify({ name: 'x', text: '' });
    const create = '/trpc/pipelines.create';
    const asGet = await server.request(`${create}?input=${encodeURIComponent(input)}`);
    expect(asGet.status).toBe(405);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await server.request(create, {
        method: 'POST',
        headers: { 'content-type': type },
        body: input,
      });
      expect(answer.status).toBe(415);
    }
    expect(await server.client.pipelines.list.query()).toEqual([]);
  });
});

describe('what it answers', () => {
  it('allows nothing but its own files to run', async () => {
    const { headers } = await server.request('/');
    expect(headers['content-security-policy']).toContain("default-src 'none';script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe-eval');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('keeps hashed files for ever, the page never, and gives the page for any address of its own', async () => {
    const asset = await server.request('/assets/app-1a2b.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const packed = await server.request('/assets/app-1a2b.js', {
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect([packed.headers['content-encoding'], packed.body]).toEqual(['br', 'compressed beforehand']);
    expect(packed.headers['content-type']).toMatch(/javascript/u);
    const page = await server.request('/pipelines/1/designer?panel=rows');
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect((await server.request('/assets/gone-1.js')).status).toBe(404);
  });

  it.each([
    '/../data/secret.key',
    '/..%2fdata%2fsecret.key',
    '/assets/..%2f..%2fdata/secret.key',
    '/%2e%2e/data/secret.key',
  ])('gives no file beyond the built page: %s', async (where) => {
    const { body } = await server.request(where);
    expect(body).not.toMatch(/^[A-Za-z0-9+/]{43}=/u);
  });

  it('tells that it lives, that it is ready, and how it goes', async () => {
    expect((await server.request('/healthz')).body).toBe('{"ok":true}');
    expect((await server.request('/readyz')).status).toBe(200);
    const metrics = await server.request('/metrics');
    expect(metrics.body).toContain('tailrace_build_info{version="0.0.0-test"} 1');
  });

  it('refuses what is too large and what is no request of ours, without a stack', async () => {
    const headers = { 'content-type': 'application/json' };
    const large = await server.request('/trpc/validate.run', {
      method: 'POST',
      headers,
      body: JSON.stringify({ text: 'x'.repeat(2_000_000) }),
    });
    expect(large.status).toBe(400);
    const broken = await server.request('/trpc/validate.run', { method: 'POST', headers, body: '{' });
    expect(broken.status).toBe(400);
    for (const { body } of [large, broken]) expect(body).not.toMatch(/node_modules|\.ts:\d/u);
    const extra = await server.request('/trpc/pipelines.create', {
      method: 'POST',
      headers,
      body: '{"name":"x","text":"","id":"mine"}',
    });
    expect(extra.status).toBe(400);
  });
});

describe('beyond loopback', () => {
  it('lets in only who has the token, by a link once and by a cookie then', async () => {
    await using guarded = await testServer({ token: 'a-token-of-sixteen-or-more' });
    const request: TestServer['request'] = async (...call) => guarded.request(...call);
    const guardedPaths = [
      '/',
      list,
      '/metrics',
      '/readyz/../metrics',
      '//metrics',
      '/assets/app-1a2b.js',
      '/login?token=wrong',
    ];
    const open = await Promise.all(guardedPaths.map(async (where) => ({ where, ...(await request(where)) })));
    expect(open.filter(({ status }) => status !== 401)).toEqual([]);
    expect((await request('/healthz')).status).toBe(200);
    expect(guarded.running.url).toContain('/login?token=a-token-of-sixteen-or-more');
    const login = await request('/login?token=a-token-of-sixteen-or-more', {
      headers: { host: 'box.example:80' },
    });
    expect([login.status, login.headers.location]).toEqual([303, '/']);
    const cookie = login.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict$/u);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await request(list, { headers })).status).toBe(200);
    await guarded.restart();
    expect((await request(list, { headers })).status).toBe(200);
    expect((await request('/logout', { method: 'POST', headers })).status).toBe(204);
    expect((await request(list, { headers })).status).toBe(401);
    const bearer = { authorization: 'Bearer a-token-of-sixteen-or-more' };
    expect((await request('/metrics', { headers: bearer })).status).toBe(200);
  });

  it('makes a token of its own for another address, kept for the owner alone', async () => {
    await using open = await testServer({ host: '0.0.0.0' });
    expect(open.running.url).toMatch(/^http:\/\/localhost:\d+\/login\?token=[\w-]{43}$/u);
    expect((await open.request(list)).status).toBe(401);
    expect(statSync(path.join(open.folder, 'data', 'access-token')).mode & 0o777).toBe(0o600);
  });
});

describe('a second server', () => {
  it('is kept off the same folder, and off the same port', async () => {
    await expect(testServer({ dataDir: path.join(server.folder, 'data') })).rejects.toMatchObject({
      code: 'data-folder-in-use',
    });
    await expect(testServer({ port: server.running.port })).rejects.toMatchObject({ code: 'port-in-use' });
  });
});
