/** Fetches what an input refers to: an address of a listed host or a file of a listed folder, up to a size. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { referenceRefused, referenceUnavailable, ServiceError } from '../errors.js';
import { allowedFile, type ReferenceRules } from './reference-guard.js';
import { referenceResponse } from './reference-response.js';

export interface ReadLimits {
  readonly maxBytes: number;
  /** Silence after which a server is given up. */
  readonly timeoutMs: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = { maxBytes: 64 * 2 ** 20, timeoutMs: 30_000 };

/** Throws `referenceRefused` for what may not be reached, `referenceUnavailable` for what was not to be had. */
export async function readReference(
  href: string,
  rules: ReferenceRules,
  signal: AbortSignal,
  limits: ReadLimits = DEFAULT_READ_LIMITS,
): Promise<Buffer> {
  if (href.startsWith('file:')) {
    const path = await allowedFile(href, rules);
    const entry = await stat(path);
    // A pipe would hold the thread for ever, a device might never end.
    if (!entry.isFile()) throw referenceRefused(`${href} is no file`);
    if (entry.size > limits.maxBytes) throw tooLarge(href, limits);
    return gathered(createReadStream(path, { signal }), href, signal, limits);
  }
  const response = await referenceResponse(href, { rules, signal, timeoutMs: limits.timeoutMs });
  return gathered(response, href, signal, limits);
}

async function gathered(source: Readable, href: string, signal: AbortSignal, limits: ReadLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length;
      if (bytes > limits.maxBytes) throw tooLarge(href, limits);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ServiceError) throw error;
    throw referenceUnavailable(`${href}: broke off after ${bytes} bytes`, error);
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks);
}

const tooLarge = (href: string, { maxBytes }: ReadLimits) =>
  referenceRefused(`${href} is larger than ${Math.round(maxBytes / 2 ** 20)} MiB, the most an input may be`);
