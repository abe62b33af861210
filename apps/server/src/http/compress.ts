import compression from 'compression';
import type { Request, RequestHandler } from 'express';

/** gzip for pages and answers, but not for streams, whose small parts it would hold back. */
export function compress(): RequestHandler {
  return compression({
    filter: (request, response) => !isStream(request) && compression.filter(request, response),
  });
}

const isStream = (request: Request): boolean =>
  request.headers.accept?.includes('text/event-stream') === true ||
  request.headers['trpc-accept'] === 'application/jsonl';
