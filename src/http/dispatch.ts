/**
 * The way of a request: find its operation, check access, read the body, parse the parameters, negotiate the format,
 * call the handler, write what it returns.
 */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { invalidParameter, methodNotAllowed, notFound, unsupportedMediaType } from '../errors.js';
import { authorize, FORWARDING_HEADERS, isLoopback } from './access.js';
import { callerOf, KeyRing } from './api-key.js';
import { cacheHeaders, notModified } from './caching.js';
import type { Context } from './context.js';
import type { Contract, ContractOperation } from './contract.js';
import { exchangeOf, signalOf } from './exchange.js';
import type { HttpConfig } from './http-config.js';
import { type Format, formatOf, negotiate } from './negotiation.js';
import type { FixedRoute, FixedRouteParams, Operation } from './operation.js';
import { emptyReply, type Reply } from './reply.js';
import { type ParsedParameters, RequestParser } from './request-parser.js';
import { writeReply } from './write-reply.js';

export interface Dispatched {
  /** Only operations that `operations` answers. */
  readonly contract: Contract;
  readonly operations: readonly Operation[];
  readonly routes: readonly FixedRoute[];
  readonly config: HttpConfig;
}

/** What a request came to: a handler, and what must be known to call it. */
interface Match {
  readonly id: string;
  readonly formats: readonly Format[];
  readonly access: ContractOperation['access'];
  readonly handle: Operation['handle'];
  readonly parse: (search: URLSearchParams, body: unknown) => ParsedParameters;
  readonly bodyTypes?: readonly string[];
  readonly maxBodyBytes?: number;
  readonly streamsBody?: boolean;
}

export function dispatcher({ contract, operations, routes, config }: Dispatched): RequestHandler {
  const parser = new RequestParser(contract, config.unknownParameters);
  const handlers = new Map(operations.map(({ id, handle }) => [id, handle]));
  const keys = new KeyRing(config.apiKeys);
  const readBody = bodyReader(config.limits.bodyBytes);

  const routeAt = (path: string) =>
    routes.find((route) => route.path === path) ?? routes.find((route) => belowRoute(route, path) !== undefined);

  const methodsAt = (path: string): readonly string[] => (routeAt(path) ? ['get'] : parser.methodsAt(path));

  const match = (method: string, path: string): Match => {
    const route = method === 'get' && routeAt(path);
    if (route) return fixedMatch(route, path);
    const { operation } = parser.match(method, path);
    if (operation) {
      const { operationId: id, formats, access, requestBody, maxBodyBytes, streamsBody } = operation;
      return {
        id,
        formats,
        access,
        handle: handlers.get(id)!,
        parse: (search, body) => parser.parse(operation, path, search, body),
        bodyTypes: requestBody && Object.keys(requestBody.content).map(withoutParameters),
        maxBodyBytes,
        streamsBody,
      };
    }
    const methods = methodsAt(path);
    if (methods.length === 0) throw notFound('resource', path);
    throw methodNotAllowed(method.toUpperCase(), allowed(methods));
  };

  const answer = async (request: Request, response: Response, signal: AbortSignal): Promise<Reply> => {
    const exchange = exchangeOf(request, config);
    const { path, url, header, links } = exchange;
    if (request.method === 'OPTIONS') return optionsReply(path, methodsAt(path));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = match(method.toLowerCase(), path);
    response.locals.operationId = found.id;
    const isForwarded = FORWARDING_HEADERS.some((name) => header(name) !== undefined);
    const isLocal = !isForwarded && isLoopback(request.socket.remoteAddress ?? '');
    const isGuarded = GUARDED_ROUTES.has(path) && !keys.isEmpty && !isLocal;
    authorize({
      access: found.access,
      keys,
      key: exchange.key?.value,
      requireKeyForReads: isGuarded || (config.requireKeyForReads && !PUBLIC_ROUTES.has(path)),
      boundTo: config.host,
      isForwarded,
      baseUrl: links.baseUrl,
      origin: header('origin'),
    });
    const body = found.streamsBody
      ? streamedBody(request, response, found.bodyTypes ?? [])
      : found.bodyTypes && (await readBody(request, response, found.bodyTypes, found.maxBodyBytes));
    const wanted = isAny(found.formats) ? undefined : singleFormat(url.searchParams);
    const format = found.formats.length > 0 ? negotiate(found.formats, wanted, header('accept')) : formatOf('*/*');
    const context: Context = {
      ...found.parse(url.searchParams, found.streamsBody ? undefined : body),
      operationId: found.id,
      method: method as Context['method'],
      body,
      format,
      formats: found.formats,
      url,
      links,
      header,
      caller: keys.isEmpty ? 'local' : exchange.key ? callerOf(exchange.key.value) : 'anonymous',
      signal,
      requestId: exchange.requestId,
      log: exchange.log,
      config,
    };
    return withValidators(await found.handle(context), context);
  };

  return async (request, response) => {
    const signal = signalOf(response);
    response.vary('Accept');
    await writeReply(await answer(request, response, signal), response, signal, config);
  };
}

/** ETag and the like for what may be kept, 304 for what the client has, `no-store` for the rest. */
function withValidators(reply: Reply, context: Context): Reply {
  const { freshness } = reply;
  if (reply.status === 304) return reply;
  if (!freshness || reply.status !== 200 || context.method !== 'GET') {
    return { ...reply, headers: { 'Cache-Control': 'no-store', ...reply.headers } };
  }
  const headers = { ...cacheHeaders(context, freshness), ...reply.headers };
  return notModified(context, freshness) ?? { ...reply, headers };
}

/** Balancers and monitors ask these without a key. */
const PUBLIC_ROUTES: ReadonlySet<string> = new Set(['/health', '/ready']);
/** What the server is busy with is for those who run it: from other machines with a key, where there are keys. */
const GUARDED_ROUTES: ReadonlySet<string> = new Set(['/metrics']);

function fixedMatch(route: FixedRoute, path: string): Match {
  const below = (belowRoute(route, path) ?? []).map(decodeURIComponent);
  return {
    id: route.id,
    formats: route.mediaTypes.map(formatOf),
    access: 'read',
    handle: route.handle,
    parse: () => ({ params: { below } satisfies FixedRouteParams, query: {}, undeclared: new Map() }),
  };
}

/** Parts of the path that the star of a route stands for, encoded; undefined where it does not lie below the route. */
function belowRoute({ path: own }: FixedRoute, path: string): readonly string[] | undefined {
  const folder = own.endsWith('/*') ? own.slice(0, -1) : undefined;
  if (folder === undefined || !path.startsWith(folder) || path === folder) return undefined;
  return path.slice(folder.length).split('/');
}

/** Whatever the client accepts: its handler knows other ways of being told. */
const isAny = (formats: readonly Format[]): boolean => formats.length === 1 && formats[0].id === 'any';

function optionsReply(path: string, methods: readonly string[]): Reply {
  if (methods.length === 0) throw notFound('resource', path);
  return emptyReply(204, {
    Allow: allowed(methods).join(', '),
    'Access-Control-Allow-Methods': allowed(methods).join(', '),
  });
}

/** Names of the methods a client may use, with those that every resource has. */
function allowed(methods: readonly string[]): string[] {
  const names = methods.map((method) => method.toUpperCase());
  return [...names, ...(names.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

/** The parameter `f` in lower case. */
function singleFormat(search: URLSearchParams): string | undefined {
  const values = search.getAll('f');
  if (values.length > 1) throw invalidParameter('f', 'expected once, got it several times');
  // Clients of EDR write names as they read them in `output_formats`, `GeoJSON`: one spelling from here on, links included.
  const name = values.at(0)?.toLowerCase();
  if (name !== values.at(0)) search.set('f', name!);
  return name;
}

/** The body as it comes, of one of the declared types. */
function streamedBody(request: Request, response: Response, types: readonly string[]): Request {
  const { socket } = request;
  // An answer that is given before the body has been read leaves a connection on which nothing else can be asked.
  response.once('finish', () => socket.setTimeout(CLOSING_MS));
  // While it is worked on there is silence on both sides.
  request.once('end', () => socket.setTimeout(0));
  closeUnlessRead(request, response);
  refuseOtherTypes(request, types);
  return request;
}

function closeUnlessRead(request: Request, response: Response): void {
  const { writeHead } = response;
  response.writeHead = ((...head: Parameters<typeof writeHead>) => {
    if (!request.readableEnded) response.setHeader('Connection', 'close');
    return writeHead.apply(response, head);
  }) as typeof writeHead;
}

/** For a client to take notice of an answer that came too early for it. */
const CLOSING_MS = 5_000;

/** Returns the type. */
function refuseOtherTypes(request: Request, types: readonly string[]): string {
  const type = withoutParameters(request.get('content-type') ?? '');
  if (!types.includes(type)) throw unsupportedMediaType(type || 'none', types);
  return type;
}

/**
 * Reads a body of one of the declared types; anything else is refused before it is read. JSON comes parsed, whatever else
 * there is as text, and what is empty as undefined.
 */
function bodyReader(limitBytes: number) {
  const readers = new Map<number, RequestHandler>();
  const readerOf = (limit: number): RequestHandler => {
    const reader = readers.get(limit) ?? express.raw({ limit, type: () => true });
    readers.set(limit, reader);
    return reader;
  };
  return async (
    request: Request,
    response: Response,
    types: readonly string[],
    ownLimitBytes = limitBytes,
  ): Promise<unknown> => {
    const type = refuseOtherTypes(request, types);
    const readBytes = readerOf(Math.min(limitBytes, ownLimitBytes));
    const late = setTimeout(() => request.destroy(), BODY_MS);
    try {
      await new Promise<void>((resolve, reject) => {
        readBytes(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
      });
    } finally {
      clearTimeout(late);
    }
    if (!(request.body instanceof Uint8Array)) return undefined;
    const isJson = type.endsWith('json');
    const text = utf8(request.body, isJson ? 'JSON' : 'a text');
    if (text.trim() === '') return undefined;
    if (!isJson) return text;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw invalidParameter('body', `expected JSON: ${(cause as SyntaxError).message}`, cause);
    }
  };
}

/** For a client to send a whole body; streams may take as long as they go on. */
const BODY_MS = 30_000;

const withoutParameters = (mediaType: string): string => mediaType.split(';')[0].trim().toLowerCase();

/** JSON is UTF-8 (RFC 8259, section 8.1); bytes that are not would reach the database as question marks. */
function utf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalidParameter('body', `expected ${what} in UTF-8`, cause);
  }
}
