// The built designer: hashed files for ever, the page itself never cached, every other address the page's own business.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Request, RequestHandler, Router } from 'express';
import express from 'express';

export function staticFiles(webDist: string): Router {
  const router = express.Router();
  const assets = path.join(webDist, 'assets');
  router.use('/assets', precompressed(assets));
  router.use('/assets', express.static(assets, { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(express.static(webDist, { maxAge: 0, index: false, dotfiles: 'ignore' }));
  router.get('/{*path}', (_request, response) => {
    const page = path.join(webDist, 'index.html');
    if (!existsSync(page)) {
      response.status(503).type('text').send('The designer is not built. Run: npm run setup');
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(page);
  });
  return router;
}

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Answers with the file that the build compressed beforehand, where there is one; only names that were there at the start. */
function precompressed(folder: string): RequestHandler {
  const names: ReadonlySet<string> = existsSync(folder) ? new Set(readdirSync(folder)) : new Set();
  return (request, response, next) => {
    const name = request.path.slice(1);
    const found = ENCODINGS.find(
      ([encoding, suffix]) => names.has(`${name}${suffix}`) && accepts(request, encoding),
    );
    if (found === undefined || !names.has(name)) {
      next();
      return;
    }
    const [encoding, suffix] = found;
    response.setHeader('Content-Encoding', encoding);
    response.setHeader('Vary', 'Accept-Encoding');
    response.type(path.extname(name));
    response.sendFile(`${name}${suffix}`, { root: folder, immutable: true, maxAge: '1y' });
  };
}

const accepts = (request: Request, encoding: string): boolean =>
  new RegExp(`(^|[ ,])${encoding}($|[ ,;])`, 'u').test(String(request.headers['accept-encoding'] ?? ''));
