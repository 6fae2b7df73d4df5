/**
 * Brings what an input refers to onto the disk, when it is too large for memory: from a listed host, straight into a file of
 * the job's folder, or from a listed folder, where it stays. What broke off, or was left by a worker that died, is gone on
 * with by a range, if the server vouches that the file is still the same.
 */
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { notEnoughRoom, referenceRefused, referenceUnavailable, ServiceError } from '../errors.js';
import { allowedFile, type ReferenceRules } from './reference-guard.js';
import { referenceResponse } from './reference-response.js';

/** An input by reference, as a process gets it where its description says `x-file`. */
export interface FetchedFile {
  /** As it stands in the request. */
  readonly href: string;
  /** Absolute. Below the job's folder it is the process's to remove; elsewhere it belongs to others. */
  readonly file: string;
  readonly bytes: number;
}

export interface FetchOptions {
  readonly rules: ReferenceRules;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** Silence after which a server is given up. */
  readonly timeoutMs?: number;
  /** @param totalBytes undefined when the server does not say */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
  /** Told of interruptions. */
  readonly onBreak?: (text: string) => void;
  readonly firstPauseMs?: number;
  /** Default: what the disk of the folder says. */
  readonly freeDiskBytes?: () => Promise<number>;
}

const TIMEOUT_MS = 60_000;
/** In a row without a byte more. */
const MAX_BREAKS = 5;
const FIRST_PAUSE_MS = 500;
/** Left to those who write besides. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;
/** From one look at the disk to the next. */
const LOOK_BYTES = 64 * 2 ** 20;

/** Beside a part: what it is a part of. */
interface PartFacts {
  readonly href: string;
  /** A strong ETag, or a date of the last change. */
  readonly validator: string;
}

/**
 * @param target path of the file, whose folder is there
 * @throws `referenceRefused` for what may not be read and for what is too large, `referenceUnavailable`, `notEnoughRoom`
 */
export async function fetchFile(href: string, target: string, options: FetchOptions): Promise<FetchedFile> {
  if (href.startsWith('file:')) return localFile(href, options);
  const part = `${target}.part`;
  let breaks = 0;
  let pauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
  for (;;) {
    const before = await sizeOf(part);
    try {
      await fetchRest(href, part, before, options);
      await rename(part, target);
      await rm(`${part}.json`, { force: true });
      return { href, file: target, bytes: await sizeOf(target) };
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      if (!isBreak(error)) throw error;
      breaks = (await sizeOf(part)) > before ? 0 : breaks + 1;
      if (breaks >= MAX_BREAKS) throw error;
      if (breaks === 0) pauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
      options.onBreak?.((error as ServiceError).detail);
      await pause(pauseMs, undefined, { signal: options.signal }).catch(() => {});
      pauseMs *= 2;
    }
  }
}

async function localFile(href: string, { rules, maxBytes }: FetchOptions): Promise<FetchedFile> {
  const path = await allowedFile(href, rules);
  const entry = await stat(path);
  if (!entry.isFile()) throw referenceRefused(`${href} is no file`);
  if (entry.size > maxBytes) throw tooLarge(href, maxBytes);
  return { href, file: path, bytes: entry.size };
}

async function fetchRest(href: string, part: string, have: number, options: FetchOptions): Promise<void> {
  const { rules, signal, timeoutMs = TIMEOUT_MS } = options;
  const facts = have > 0 ? await partFacts(part, href) : undefined;
  const range = facts ? { Range: `bytes=${have}-`, 'If-Range': facts.validator } : {};
  // Whatever is packed on the way would have to be unpacked, and its ranges are others.
  const headers = { 'Accept-Encoding': 'identity', ...range };
  const response = await referenceResponse(href, { rules, signal, timeoutMs, headers }, [200, 206, 416]);
  try {
    const { statusCode, headers: answered } = response;
    if (statusCode === 416) {
      await rm(part, { force: true });
      throw new BrokenOff(`${href}: there is nothing after ${have} bytes; beginning again`);
    }
    const encoding = answered['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      throw referenceUnavailable(`${href}: expected the file as it is, got it packed as ${encoding}`);
    }
    const from = statusCode === 206 ? startOf(answered['content-range'], have, href) : 0;
    const total = lengthOf(response, from);
    if (total !== undefined && total > options.maxBytes) throw tooLarge(href, options.maxBytes);
    if (total !== undefined) await refuseWithoutRoom(part, total - from, options);
    if (from === 0) await keepFacts(part, href, response);
    await append(response, part, { from, total, href }, options);
  } finally {
    response.destroy();
  }
}

async function append(
  response: IncomingMessage,
  part: string,
  { from, total, href }: { readonly from: number; readonly total: number | undefined; readonly href: string },
  options: FetchOptions,
): Promise<void> {
  const { signal, maxBytes, onProgress, timeoutMs = TIMEOUT_MS } = options;
  let bytes = from;
  async function* watched(): AsyncGenerator<Buffer> {
    let looked = bytes;
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw tooLarge(href, maxBytes);
      if (bytes - looked > LOOK_BYTES) {
        looked = bytes;
        await refuseWithoutRoom(part, total === undefined ? 0 : total - bytes, options);
      }
      onProgress?.(bytes, total);
      yield chunk as Buffer;
    }
  }
  response.setTimeout(timeoutMs, () => response.destroy(new Error(`silent for ${timeoutMs / 1000} s`)));
  try {
    await pipeline(watched, createWriteStream(part, { flags: from === 0 ? 'w' : 'a' }), { signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw notEnoughRoom(`the disk became full while ${href} was fetched`);
    if (error instanceof ServiceError) throw error;
    throw new BrokenOff(`${href}: broke off after ${bytes} bytes`, error);
  }
  if (total !== undefined && bytes !== total)
    throw new BrokenOff(`${href}: broke off after ${bytes} of ${total} bytes`);
}

/** Another try may do better. */
class BrokenOff extends ServiceError {
  constructor(detail: string, cause?: unknown) {
    super(502, 'ReferenceUnavailable', detail, { cause });
  }
}

/** Servers that are overloaded or do not answer may do so later; 404 and the like will not change. */
function isBreak(error: unknown): boolean {
  if (error instanceof BrokenOff) return true;
  if (!(error instanceof ServiceError) || error.code !== 'ReferenceUnavailable') return false;
  const [, status] = /the server answered (\d+)$/.exec(error.detail) ?? [];
  return status === undefined ? error.cause !== undefined : Number(status) >= 500 || status === '429';
}

function startOf(contentRange: string | undefined, have: number, href: string): number {
  const [, from] = /^bytes (\d+)-/.exec(contentRange ?? '') ?? [];
  if (Number(from) !== have)
    throw referenceUnavailable(`${href}: asked for bytes from ${have} on, got ${contentRange}`);
  return have;
}

function lengthOf({ headers }: IncomingMessage, from: number): number | undefined {
  const length = Number(headers['content-length']);
  return headers['content-length'] !== undefined && Number.isSafeInteger(length) ? from + length : undefined;
}

/** Undefined when nothing vouches that the rest belongs to the part. */
async function partFacts(part: string, href: string): Promise<PartFacts | undefined> {
  const text = await readFile(`${part}.json`, 'utf8').catch(() => undefined);
  try {
    const facts = JSON.parse(text ?? 'null') as PartFacts | null;
    return facts?.href === href && typeof facts.validator === 'string' ? facts : undefined;
  } catch {
    return undefined;
  }
}

async function keepFacts(part: string, href: string, { headers }: IncomingMessage): Promise<void> {
  const { etag, 'last-modified': modified } = headers;
  const validator = etag?.startsWith('"') ? etag : modified;
  // A part of something else must never be taken for one of this.
  await rm(part, { force: true });
  if (validator === undefined) return rm(`${part}.json`, { force: true });
  await writeFile(`${part}.json`, JSON.stringify({ href, validator } satisfies PartFacts));
}

async function refuseWithoutRoom(part: string, bytes: number, { freeDiskBytes }: FetchOptions): Promise<void> {
  const free = freeDiskBytes ? await freeDiskBytes() : await freeBytes(dirname(part));
  if (bytes + SPARE_DISK_BYTES <= free) return;
  throw notEnoughRoom(
    `what is to be fetched needs ${megabytes(bytes)} of disk and ${megabytes(SPARE_DISK_BYTES)} to spare, ${megabytes(free)} are free`,
  );
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;
const tooLarge = (href: string, maxBytes: number) =>
  referenceRefused(
    `${href} is larger than ${megabytes(maxBytes)}, the most that is fetched (processes.max_fetched_bytes)`,
  );
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
