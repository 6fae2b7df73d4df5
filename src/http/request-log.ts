/** One line per request, under an id that the client gets too. Keys never reach it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { KEY_PARAMETERS } from './api-key.js';

export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request, response) => {
      const id = requestId(request);
      response.setHeader('X-Request-Id', id);
      return id;
    },
    // Probes come every few seconds and say nothing.
    autoLogging: { ignore: ({ url }) => /^\/(health|ready|metrics)(\?|$)/.test(url ?? '') },
    customLogLevel: (_request, { statusCode }, error) => (error || statusCode >= 500 ? 'error' : 'info'),
    wrapSerializers: false,
    serializers: {
      req: ({ id, method, url, headers, socket }) => ({
        id,
        method,
        url: withoutKeys(url),
        remoteAddress: socket?.remoteAddress,
        userAgent: headers['user-agent'],
      }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  });
}

/** The caller's id when it is a harmless one, so that a request can be followed through several services. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Names are compared decoded: `api%5Fkey` is `api_key`. */
export function withoutKeys(target: string): string {
  const [path, query] = [target.split('?', 1)[0], target.slice(target.indexOf('?') + 1)];
  const search = new URLSearchParams(target.includes('?') ? query : '');
  const present = KEY_PARAMETERS.filter((name) => search.has(name));
  if (present.length === 0) return target;
  for (const name of present) search.set(name, 'hidden');
  return `${path}?${search}`;
}
