/** The end of every failure: the log gets all, the client gets a problem document. */
import type { ErrorRequestHandler, Request } from 'express';
import { exchangeOf, signalOf } from './exchange.js';
import type { PageSetting } from './html-page.js';
import type { HttpConfig } from './http-config.js';
import { prefersHtml } from './negotiation.js';
import { asServiceError, type ProblemMediaType, problemOf, problemReply } from './problem.js';
import { writeReply } from './write-reply.js';

/**
 * Express knows an error handler by its four parameters.
 *
 * @param plainJsonBelow paths whose standard wants problems as plain JSON
 */
export function errorHandler(config: HttpConfig, plainJsonBelow: readonly string[] = []): ErrorRequestHandler {
  return async (thrown: unknown, request, response, _next) => {
    // Nobody is left to be told, and what the handler then stumbles over is no defect.
    if (response.closed && !response.writableFinished) {
      request.log.info('the client went away');
      return;
    }
    const error = asServiceError(thrown);
    // The line that the log gets of each request tells the cause, too.
    if (error.status >= 500) response.err = error.cause instanceof Error ? error.cause : error;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // A handler may have prepared headers of the answer it then failed to give.
    for (const name of ['Content-Type', 'Content-Length', 'ETag', 'Last-Modified']) response.removeHeader(name);
    const problem = problemOf(error, pathOnly(request), String(request.id));
    const mediaType = mediaTypeFor(request, plainJsonBelow);
    const reply = problemReply(problem, error, mediaType, pageSetting(request, config));
    await writeReply(reply, response, signalOf(response), config);
  };
}

function mediaTypeFor(request: Request, plainJsonBelow: readonly string[]): ProblemMediaType {
  const { path } = request;
  const isPlain = plainJsonBelow.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const isNamed = request.get('accept')?.includes('application/problem+json') ?? false;
  return isPlain && !isNamed ? 'application/json' : 'application/problem+json';
}

/** What a page needs, when the client is a browser; undefined as well when not even the address can be understood. */
function pageSetting(request: Request, config: HttpConfig): PageSetting | undefined {
  try {
    const { links, url, header } = exchangeOf(request, config);
    return prefersHtml(url.searchParams.get('f') ?? undefined, header('accept')) ? { links, config } : undefined;
  } catch {
    return undefined;
  }
}

/** Never the query string: a key may stand in it. */
const pathOnly = (request: Request): string => request.originalUrl.split('?')[0];
