/**
 * Errors as documents: RFC 9457 problem details with pygeoapi's `code` and `description`, or a page for browsers.
 * A `ServiceError` speaks for itself; anything else is a defect, of which the client learns the request id only.
 */
import { STATUS_CODES } from 'node:http';
import { invalidParameter, requestTooLarge, ServiceError } from '../errors.js';
import { html } from './html.js';
import { type PageSetting, page } from './html-page.js';
import { htmlReply, jsonReply, type Reply } from './reply.js';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly requestId: string;
  readonly code: string;
  readonly description: string;
  /** What is wrong with a body, and where. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export function problemOf(error: ServiceError, instance: string, requestId: string): Problem {
  return {
    type: error.options.type ?? 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    instance,
    requestId,
    code: error.code,
    description: error.detail,
    ...(error.options.faults ? { errors: error.options.faults } : {}),
  };
}

export type ProblemMediaType = 'application/problem+json' | 'application/json';

/** `setting` is given when a page is wanted. */
export function problemReply(
  problem: Problem,
  error: ServiceError,
  mediaType: ProblemMediaType,
  setting?: PageSetting,
): Reply {
  const options = { status: problem.status, headers: problemHeaders(error) };
  return setting ? htmlReply(problemPage(problem, setting), options) : jsonReply(mediaType, problem, options);
}

/** What a caller may be told of whatever was thrown. */
export function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  return (
    fromBodyParser(thrown) ??
    new ServiceError(500, 'InternalError', 'the server failed; its log says why', { cause: thrown })
  );
}

/** Express' body parser marks its errors with a status and a type. */
function fromBodyParser(thrown: unknown): ServiceError | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  const type = 'type' in thrown ? thrown.type : undefined;
  if (type === 'entity.too.large') return requestTooLarge(tooLargeText(thrown));
  const isClients = typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500;
  return isClients ? invalidParameter('body', thrown.message, thrown) : undefined;
}

function tooLargeText(thrown: Error): string {
  const most = 'limit' in thrown ? `${thrown.limit} bytes` : 'what this server takes';
  return `expected a request body of at most ${most}, got more; large inputs of processes can be given by reference`;
}

function problemHeaders({ status, options }: ServiceError): Record<string, string> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (options.retryAfterSeconds !== undefined) headers['Retry-After'] = String(options.retryAfterSeconds);
  if (options.allow) headers.Allow = options.allow.join(', ');
  if (options.contentRange) headers['Content-Range'] = options.contentRange;
  if (status === 401)
    headers['WWW-Authenticate'] = 'Bearer realm="Open EGMS", Basic realm="Open EGMS", charset="UTF-8"';
  return headers;
}

const problemPage = (problem: Problem, setting: PageSetting) =>
  page(setting, {
    title: problem.title,
    crumbs: [],
    body: html`<p class="lead">${problem.detail}</p>
      <dl class="facts">
        <dt>Status</dt>
        <dd>${problem.status} ${problem.title}</dd>
        <dt>Code</dt>
        <dd><code>${problem.code}</code></dd>
        <dt>Request</dt>
        <dd><code>${problem.requestId}</code></dd>
      </dl>
      <p><a href="${setting.links.to('/')}">Back to the start</a></p>`,
  });
