// A server on localhost is reachable by every page the user's browser shows. What keeps those out: the Host a page was loaded
// from (DNS rebinding), the Origin a request comes from (cross-site calls), and what the browser itself says of it (Fetch Metadata).
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * 421 for a Host that is not ours (RFC 9110, 15.5.20), 403 for a foreign or opaque Origin and for cross-site calls. `anyHost`: the
 * server is bound beyond loopback under names we cannot know, and every request needs a session, which another name has not.
 */
export function localOnly(options: { readonly anyHost: boolean }): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const { host, origin } = request.headers;
    if (host === undefined || !(options.anyHost || LOOPBACK_NAMES.has(hostName(host)))) {
      response.status(421).type('text').send('This server does not answer to that name.');
    } else if (origin !== undefined && !isOwnOrigin(origin, host)) {
      response.status(403).type('text').send('Requests from other pages are refused.');
    } else if (isCrossSiteCall(request)) {
      response.status(403).type('text').send('Requests from other sites are refused.');
    } else {
      next();
    }
  };
}

const hostName = (host: string): string => host.replace(/:\d+$/u, '').toLowerCase();

function isOwnOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host.toLowerCase();
}

/** Following a link to a page is fine; calling the interface from elsewhere is not. */
function isCrossSiteCall(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return request.headers['sec-fetch-mode'] !== 'navigate' || request.method !== 'GET';
}
