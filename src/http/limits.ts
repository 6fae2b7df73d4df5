/** Bounds on what a client may ask for: length of the address, number of requests. Bodies: `dispatch.ts`. */
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { tooManyRequests, uriTooLong } from '../errors.js';
import { isLoopback } from './access.js';
import type { HttpConfig } from './http-config.js';

export function urlLimit(maxBytes: number): RequestHandler {
  return (request, _response, next) => {
    const bytes = request.originalUrl.length;
    if (bytes > maxBytes)
      throw uriTooLong(`expected at most ${maxBytes} bytes, got ${bytes}; long filters can be sent by POST`);
    next();
  };
}

/** Per client address, with RateLimit headers; the machine itself is never limited. */
export function requestLimit(rate: NonNullable<HttpConfig['rateLimit']>): RequestHandler {
  return rateLimit({
    limit: rate.requests,
    windowMs: rate.windowSeconds * 1000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    skip: (request) => isLoopback(request.ip ?? ''),
    handler: () => {
      throw tooManyRequests(
        `expected at most ${rate.requests} requests in ${rate.windowSeconds} s`,
        rate.windowSeconds,
      );
    },
  });
}
