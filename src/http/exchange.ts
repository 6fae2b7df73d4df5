/** One request and what is known of it before any operation is looked for: addresses and key. */
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { invalidParameter } from '../errors.js';
import { KEY_PARAMETERS, type PresentedKey, presentedKey } from './api-key.js';
import type { HttpConfig } from './http-config.js';
import { Links } from './links.js';
import { publicBaseUrl } from './public-url.js';

export interface Exchange {
  readonly links: Links;
  /** As the client sees it, without its API key. */
  readonly url: URL;
  /** Path of the resource, percent-encoded. */
  readonly path: string;
  readonly key?: PresentedKey;
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
  readonly log: Logger;
}

export function exchangeOf(request: Request, config: HttpConfig): Exchange {
  const header = (name: string) => request.get(name);
  const { remoteAddress } = request.socket;
  const isTrusted: (address: string, hop: number) => boolean = request.app.get('trust proxy fn');
  const baseUrl = publicBaseUrl(
    {
      header,
      isEncrypted: 'encrypted' in request.socket,
      isPeerTrusted: remoteAddress !== undefined && isTrusted(remoteAddress, 0),
    },
    config.url,
  );
  const target = request.originalUrl;
  if (!target.startsWith('/')) throw invalidParameter('URL', 'expected a path that begins with a slash');
  const url = new URL(`${baseUrl}${target}`);
  const key = presentedKey(header, url.searchParams);
  for (const name of KEY_PARAMETERS) url.searchParams.delete(name);
  return {
    links: new Links(baseUrl, key?.parameter === undefined ? undefined : { name: key.parameter, value: key.value }),
    url,
    path: decodable(request.path),
    key,
    header,
    requestId: String(request.id),
    log: request.log,
  };
}

/** Aborted when the connection closes before the answer is complete. */
export function signalOf(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function decodable(path: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch (cause) {
    throw invalidParameter('URL', 'expected percent-encoded UTF-8 in the path', cause);
  }
  if (decoded.includes('\0')) throw invalidParameter('URL', 'holds a NUL character');
  return path;
}
