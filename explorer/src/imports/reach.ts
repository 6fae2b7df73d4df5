/**
 * Documents of other servers: straight from them where they let pages read them, else through the server of the Explorer.
 * Whatever comes is bounded in time and size, and is text or bytes until somebody has looked at it.
 */
import type { Server } from '../server/server.js';
import { ServiceTrouble } from './service-trouble.js';

export interface Reached {
  readonly content: string;
  readonly mediaType: string;
  /** Where it came from in the end. */
  readonly url: URL;
  /** The server of the Explorer had to pass it on. */
  readonly isProxied: boolean;
}

export const PATIENCE_MS = 20_000;
const MOST_BYTES = 10 * 2 ** 20;

/** Variables of a template stay readable for the map. */
export const proxied = (server: Server, address: string): string =>
  `${server.url('explorer/proxy')}?url=${encodeURIComponent(address).replace(/%7B(z|x|y|-y|bbox-epsg-3857)%7D/gi, '{$1}')}`;

/** Throws ServiceTrouble, or what the signal was aborted with. */
export async function reach(server: Server, address: URL, signal?: AbortSignal, accept?: string): Promise<Reached> {
  const { response, isProxied } = await answerOf(server, address, signal, accept);
  const content = await boundedText(response, signal).catch((error: unknown) => {
    throw told(error, address, signal);
  });
  const url = isProxied || !response.url ? address : new URL(response.url);
  return { content, mediaType: response.headers.get('content-type') ?? '', url, isProxied };
}

/** Whether a picture or tile can be had directly, through the proxy, or why not. */
export async function probe(server: Server, address: URL, signal?: AbortSignal): Promise<{ isProxied: boolean }> {
  const { response, isProxied } = await answerOf(server, address, signal);
  const type = response.headers.get('content-type') ?? '';
  if (!/xml|html/.test(type)) {
    await response.body?.cancel();
    return { isProxied };
  }
  // Exceptions of OGC services come as if all were well.
  const said = /<(?:\w+:)?(?:ServiceException|ExceptionText)[^>]*>([^<]{1,300})/.exec(
    await boundedText(response, signal),
  );
  throw new ServiceTrouble('import.notATile', { detail: said?.[1].trim() ?? type });
}

async function answerOf(
  server: Server,
  address: URL,
  signal?: AbortSignal,
  accept?: string,
): Promise<{ response: Response; isProxied: boolean }> {
  const limit = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])]);
  const asking: RequestInit = { signal: limit, credentials: 'omit', referrerPolicy: 'no-referrer' };
  try {
    // The policy of the page lets it read over TLS alone, and from its own server.
    const isOpen = address.protocol === 'https:' || address.origin === location.origin;
    const direct = isOpen
      ? await fetch(address, { ...asking, headers: accept ? { accept } : {} }).catch(onlyNetwork)
      : undefined;
    if (direct?.ok) return { response: direct, isProxied: false };
    if (direct) throw new ServiceTrouble('import.answered', { host: address.host, status: String(direct.status) });
    const response = await fetch(proxied(server, address.href), { signal: limit });
    if (response.ok) return { response, isProxied: true };
    throw new ServiceTrouble('import.unreachable', { host: address.host, detail: await proxyDetail(response) });
  } catch (error) {
    throw told(error, address, signal);
  }
}

/** A refusal of CORS looks like a line that is dead; only the proxy can tell. */
function onlyNetwork(error: unknown): undefined {
  if (error instanceof TypeError) return undefined;
  throw error;
}

function told(error: unknown, { host }: URL, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted || error instanceof ServiceTrouble) return error;
  const isSlow = error instanceof DOMException && error.name === 'TimeoutError';
  if (isSlow) return new ServiceTrouble('import.slow', { host, seconds: PATIENCE_MS / 1000 });
  return new ServiceTrouble('import.unreachable', { host, detail: error instanceof Error ? error.message : '' });
}

async function proxyDetail(response: Response): Promise<string> {
  if (response.status === 404) return 'no CORS';
  const problem: unknown = await response.json().catch(() => undefined);
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem ? problem.detail : undefined;
  return typeof detail === 'string' ? detail.slice(0, 300) : `status ${response.status}`;
}

/** Stops reading at the first byte too many. */
async function boundedText(response: Response, signal?: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const charset = /charset="?([\w-]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
  const decoder = decoderFor(charset);
  let [content, bytes] = ['', 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return content + decoder.decode();
      bytes += value.length;
      if (bytes > MOST_BYTES) throw new ServiceTrouble('import.tooLarge', { megabytes: MOST_BYTES / 2 ** 20 });
      content += decoder.decode(value, { stream: true });
      signal?.throwIfAborted();
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error;
  }
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
