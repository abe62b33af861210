// The access token of a server that is bound beyond loopback: asked once, by a link; a session cookie stands for it afterwards.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Request, Response, RequestHandler, Router } from 'express';
import express from 'express';
import type { SessionStore } from '../storage/index.ts';

const COOKIE = 'tailrace_session';

/** The token of this data folder, made at the first call; readable by the owner alone. */
export function loadAccessToken(dataDir: string): string {
  const file = path.join(dataDir, 'access-token');
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 32) return kept;
  }
  const token = randomBytes(32).toString('base64url');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** `GET /login?token=…` opens a session, `POST /logout` ends it. */
export function loginRoutes(token: string, sessions: SessionStore): Router {
  const router = express.Router();
  router.get('/login', (request: Request, response: Response) => {
    const given = request.query['token'];
    response.setHeader('Cache-Control', 'no-store');
    if (typeof given !== 'string' || !isSame(given, token)) {
      refuse(response);
      return;
    }
    const id = randomBytes(32).toString('base64url');
    sessions.add(hash(id));
    response.cookie(COOKIE, id, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: 30 * 24 * 3_600_000,
    });
    response.redirect(303, '/');
  });
  router.post('/logout', (request: Request, response: Response) => {
    const id = sessionId(request);
    if (id !== undefined) sessions.remove(hash(id));
    response.clearCookie(COOKIE, { httpOnly: true, sameSite: 'strict', path: '/' });
    response.status(204).end();
  });
  return router;
}

/** Lets through who has a session, or sends the token as a bearer (RFC 6750) as a scraper does; 401 for everybody else. */
export function requireAccess(token: string, sessions: SessionStore): RequestHandler {
  return (request, response, next) => {
    const bearer = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
    const id = sessionId(request);
    if ((bearer !== undefined && isSame(bearer, token)) || (id !== undefined && sessions.touch(hash(id)))) {
      next();
      return;
    }
    refuse(response);
  };
}

function refuse(response: Response): void {
  response
    .status(401)
    .setHeader('WWW-Authenticate', 'Bearer')
    .type('text')
    .send(
      'This server asks for its access token. Open the address with the token that it printed when it started.',
    );
}

function sessionId(request: Request): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === COOKIE && value !== undefined && value !== '') return value;
  }
  return undefined;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hash(given)), Buffer.from(hash(expected)));
}
