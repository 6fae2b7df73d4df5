/**
 * The Explorer at `/explorer/`: files that the build made of `explorer/`, and what this server tells them of itself.
 *
 * A page of its own kind: it draws maps of other servers, starts a worker and may stand in frames. So it has a policy of its
 * own, still without code in place or made of text.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';
import type { ExplorerConfig, HttpConfig } from './http-config.js';
import { packageFile, softwareVersion } from './package-files.js';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The Explorer is not built</title>
<h1>The Explorer is not built</h1>
<p>The folder <code>dist/explorer</code> is missing. <code>npm run build</code> makes it; the server need not be started again.</p>
<p>The same data as pages: <a href="../collections?f=html">collections</a>.</p>
`;

export function explorerFiles(config: HttpConfig, folder = packageFile('dist/explorer')): RequestHandler {
  const explorer = config.explorer ?? {};
  const policy = contentPolicy(explorer);
  const document = explorerDocument(config);
  const router = Router({ strict: true });
  router.use('/explorer', (_request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    // Older than frame-ancestors, and cannot name those who may.
    response.removeHeader('X-Frame-Options');
    next();
  });
  // Without the slash every relative address of the page would be wrong.
  router.get('/explorer', (request, response) => {
    response.redirect(308, `explorer/${request.url.slice(request.path.length)}`);
  });
  router.get('/explorer/config.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.json(document);
  });
  router.get(['/explorer/', '/explorer/index.html'], (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-cache');
    if (!existsSync(join(folder, 'index.html'))) response.status(503).type('html').send(NOT_BUILT);
    else response.sendFile(join(folder, 'index.html'), { cacheControl: false }, (error) => error && next(error));
  });
  router.use(
    '/explorer',
    express.static(folder, { index: false, redirect: false, dotfiles: 'ignore', cacheControl: false, setHeaders }),
  );
  return router;
}

/** Names in `assets/` change with what they hold. */
function setHeaders(response: Response, path: string): void {
  const isHashed = /[\\/]assets[\\/][^\\/]+$/.test(path);
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
}

/** What the page must know before it draws anything. */
function explorerDocument({ service, explorer }: HttpConfig): object {
  return {
    title: service.title,
    version: softwareVersion,
    basemaps: explorer?.basemaps ?? [],
    ...(explorer?.terrain ? { terrain: explorer.terrain } : {}),
  };
}

/** Maps of any server may be drawn beside ours: pictures and data from everywhere, code from here alone. */
function contentPolicy({ basemaps = [], terrain, frameAncestors = ["'self'"] }: ExplorerConfig): string {
  const foreign = [...basemaps.map(({ url }) => url), ...(terrain ? [terrain.url] : [])];
  // What is configured without TLS is allowed by name; `https:` covers the rest.
  const plain = [...new Set(foreign.filter((url) => url.startsWith('http:')).map((url) => new URL(url).origin))];
  const directives = [
    ["default-src 'none'"],
    ["script-src 'self'"],
    ["style-src 'self'"],
    ["worker-src 'self'"],
    ["img-src 'self' data: blob: https:", ...plain],
    ["connect-src 'self' https:", ...plain],
    ["font-src 'self'"],
    ["manifest-src 'self'"],
    ["form-action 'none'"],
    ["base-uri 'none'"],
    [`frame-ancestors ${frameAncestors.join(' ')}`],
  ];
  return directives.map((parts) => parts.join(' ')).join('; ');
}
