/**
 * Cross-origin access: anybody's page may read, errors and preflights included. Nothing here depends on cookies, so
 * there is nothing a foreign page could borrow; `access.ts` deals with writing.
 */
import type { RequestHandler } from 'express';

/** Headers scripts need beyond the few a browser shows them anyway. */
export const EXPOSED_HEADERS: readonly string[] = [
  'Link',
  'Accept-Ranges',
  'Content-Range',
  'Content-Crs',
  'Content-Bbox',
  'Content-Datetime',
  'Content-Disposition',
  'ETag',
  'Last-Modified',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'OGC-NumberMatched',
  'OGC-NumberReturned',
  'Open-EGMS-Sample',
  'X-Request-Id',
];

const PREFLIGHT_SECONDS = 86_400;

export const cors: RequestHandler = (request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS.join(', '));
  if (request.method === 'OPTIONS') {
    const wanted = request.get('access-control-request-headers');
    if (wanted && /^[\w-]+(\s*,\s*[\w-]+)*$/.test(wanted)) response.setHeader('Access-Control-Allow-Headers', wanted);
    response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
    response.vary('Access-Control-Request-Headers');
  }
  next();
};
