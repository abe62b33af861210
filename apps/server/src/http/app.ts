// The express application, guard first: nothing is mounted before the checks of Host and Origin, and nothing but health and
// login before the check of access.
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import type { Services } from '../contract/index.ts';
import type { SessionStore } from '../storage/index.ts';
import { appRouter } from '../trpc/router.ts';
import { loginRoutes, requireAccess } from './access-token.ts';
import { compress } from './compress.ts';
import { localOnly } from './local-only.ts';
import { securityHeaders } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

export interface AppOptions {
  readonly services: Services;
  readonly sessions: SessionStore;
  /** Present: every request but health needs it. */
  readonly accessToken: string | undefined;
  readonly webDist: string;
  readonly metrics: Registry;
  readonly isReady: () => boolean;
  readonly onError: (what: string, error: unknown) => void;
}

/** A document of a megabyte, escaped as JSON, a few of them in a batch. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export function createApp(options: AppOptions): Express {
  const { accessToken, services, sessions } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(localOnly({ anyHost: accessToken !== undefined }));
  app.use(securityHeaders());
  app.use(compress());
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/readyz', (_request, response) => {
    const ready = options.isReady();
    response.status(ready ? 200 : 503).json({ ready });
  });
  if (accessToken !== undefined) {
    app.use(loginRoutes(accessToken, sessions));
    app.use(requireAccess(accessToken, sessions));
  }
  app.get('/metrics', async (_request, response) => {
    response.setHeader('Content-Type', options.metrics.contentType);
    response.send(await options.metrics.metrics());
  });
  app.use(
    '/trpc',
    createExpressMiddleware({
      router: appRouter,
      createContext: () => services,
      allowMethodOverride: true,
      maxBodySize: MAX_BODY_BYTES,
      onError: ({ path, error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          options.onError(`trpc ${path ?? ''}`, error.cause ?? error);
      },
    }),
  );
  app.use(staticFiles(options.webDist));
  app.use(errorHandler(options.onError));
  return app;
}

/** Answers without a stack; what is not a refused request goes to the log. */
function errorHandler(onError: AppOptions['onError']): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const status =
      typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
        ? error.status
        : 500;
    if (status >= 500) onError(`${request.method} ${request.path}`, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(status)
      .type('text')
      .send(status === 404 ? 'Not found.' : 'The request failed.');
  };
}
