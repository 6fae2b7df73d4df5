/** Headers that keep a page from doing more than it should: no foreign code, nothing in place, no framing of pages. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { HttpConfig } from './http-config.js';

/** Tiles of the base map are the only thing a page may load from elsewhere. */
export function securityHeaders({ map, url }: HttpConfig): RequestHandler {
  const tiles = map ? [new URL(map.url.replace('{s}', 'a')).origin.replace('//a.', '//*.')] : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...tiles],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Portals and notebooks of other origins read this service: that is what it is for.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginEmbedderPolicy: false,
    // Base map servers turn away clients that do not say where they come from.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: url?.startsWith('https:') ?? false,
  });
}
