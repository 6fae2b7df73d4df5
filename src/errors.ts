/**
 * Every error a caller may see: one class, one factory per case. `http/problem.ts` turns it into a document; the
 * command line prints `detail`. Anything else that is thrown is a defect and becomes a 500 with a request id.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Short machine-readable code; pygeoapi's names where it has one. */
    readonly code: string,
    /** What was expected, what came, and where. */
    readonly detail: string,
    readonly options: {
      cause?: unknown;
      /** Problem type URI; `about:blank` when the standard names none. */
      type?: string;
      /** Seconds, for the Retry-After header. */
      retryAfterSeconds?: number;
      /** Several things wrong with a body, by JSON pointer. */
      faults?: readonly { readonly pointer: string; readonly detail: string }[];
      /** Methods of the Allow header of a 405. */
      allow?: readonly string[];
      /** Content-Range header of a 416. */
      contentRange?: string;
    } = {},
  ) {
    super(detail, { cause: options.cause });
  }
}

export function raise(error: Error): never {
  throw error;
}

// -- requests ---------------------------------------------------------------------------------------------------------
export const invalidParameter = (name: string, detail: string, cause?: unknown) =>
  new ServiceError(400, 'InvalidParameterValue', `${name}: ${detail}`, { cause });
export const unknownParameter = (name: string, known: readonly string[]) =>
  new ServiceError(400, 'UnknownParameter', `${name}: no such query parameter here; known: ${known.join(', ')}`);
export const notFound = (kind: string, id: string) => new ServiceError(404, 'NotFound', `${kind} not found: ${id}`);
export const notAcceptable = (detail: string) => new ServiceError(406, 'NotAcceptable', detail);
export const methodNotAllowed = (method: string, allow: readonly string[]) =>
  new ServiceError(405, 'MethodNotAllowed', `${method} is not offered here; allowed: ${allow.join(', ')}`, { allow });
export const requestTooLarge = (detail: string) => new ServiceError(413, 'RequestTooLarge', detail);
export const uriTooLong = (detail: string) => new ServiceError(414, 'UriTooLong', detail);
export const unsupportedMediaType = (type: string, known: readonly string[]) =>
  new ServiceError(415, 'UnsupportedMediaType', `expected a body of type ${known.join(' or ')}, got ${type}`);
export const unauthorized = (detail: string) => new ServiceError(401, 'Unauthorized', detail);
export const forbidden = (detail: string) => new ServiceError(403, 'Forbidden', detail);
export const tooManyRequests = (detail: string, retryAfterSeconds: number) =>
  new ServiceError(429, 'TooManyRequests', detail, { retryAfterSeconds });
export const tooManyStreams = (most: number) =>
  new ServiceError(503, 'TooManyStreams', `${most} streams are under way, the most there may be`, {
    retryAfterSeconds: 10,
  });
export const queryTooExpensive = (detail: string) =>
  new ServiceError(503, 'QueryTooExpensive', detail, { retryAfterSeconds: 30 });
export const databaseUnavailable = (cause: unknown) =>
  new ServiceError(503, 'DatabaseUnavailable', 'the database does not answer just now', {
    cause,
    retryAfterSeconds: 5,
  });
/** A stream whose pages would come from two versions of a collection. */
export const collectionChanged = (id: string) =>
  new ServiceError(503, 'CollectionChanged', `${id} was changed while it was being read; ask again`, {
    retryAfterSeconds: 1,
  });
/** A collection of an older version of the program, whose tiles are being made. */
export const tilesNotReady = (id: string) =>
  new ServiceError(503, 'TilesNotReady', `the tiles of ${id} are being made; ask again in a moment`, {
    retryAfterSeconds: 5,
  });
/** More tiles are being made, or wait to be made, than can be within the time a client waits. */
export const tooManyTiles = (detail: string) => new ServiceError(503, 'TooManyTiles', detail, { retryAfterSeconds: 2 });
/** A name that belongs to a collection of another origin. */
export const collectionTaken = (id: string, detail: string) =>
  new ServiceError(409, 'CollectionExists', `collection ${id}: ${detail}`);
export const storageFull = (cause: unknown) =>
  new ServiceError(507, 'InsufficientStorage', 'the database has no disk space left', { cause });

// -- processes and jobs ------------------------------------------------------------------------------------------------
const PROCESSES_EXCEPTION = 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0';
export const processNotFound = (id: string) =>
  new ServiceError(404, 'NoSuchProcess', `process not found: ${id}`, {
    type: `${PROCESSES_EXCEPTION}/no-such-process`,
  });
export const jobNotFound = (id: string) =>
  new ServiceError(404, 'NoSuchJob', `job not found: ${id}`, { type: `${PROCESSES_EXCEPTION}/no-such-job` });
/** Dismissed: there is nothing left to dismiss or to fetch. */
export const jobGone = (id: string) => new ServiceError(410, 'JobGone', `job ${id} was dismissed`);
export const resultNotReady = (id: string, status: string, retryAfterSeconds?: number) =>
  new ServiceError(404, 'ResultNotReady', `job ${id} is ${status}; it has no results yet`, {
    type: `${PROCESSES_EXCEPTION}/result-not-ready`,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
export const outputNotFound = (id: string, known: readonly string[]) =>
  new ServiceError(404, 'NoSuchOutput', `output not found: ${id}; there are ${known.join(', ')}`, {
    type: `${PROCESSES_EXCEPTION}/no-such-output`,
  });
/** A request body that a process cannot take; `faults` are JSON pointers with what is wrong there. */
export const invalidRequest = (faults: readonly { readonly pointer: string; readonly detail: string }[]) =>
  new ServiceError(400, 'InvalidParameterValue', faultsText(faults), { faults });
/** The same where nothing is wrong but names of collections that are taken. */
export const outputsTaken = (faults: readonly { readonly pointer: string; readonly detail: string }[]) =>
  new ServiceError(409, 'OutputExists', faultsText(faults), { faults });
const faultsText = (faults: readonly { readonly pointer: string; readonly detail: string }[]): string =>
  faults.map(({ pointer, detail }) => `${pointer || 'body'}: ${detail}`).join('; ');
/** The same key of the same owner means the same request (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKeyReused = (jobId: string) =>
  new ServiceError(
    422,
    'IdempotencyKeyReused',
    `Idempotency-Key: was used before for another request, which became job ${jobId}; take a new key`,
  );
/** Why a job failed, told to whoever asks for its results. */
export const jobFailed = (status: number, code: string, detail: string) =>
  new ServiceError(status >= 400 && status <= 599 ? status : 500, code, detail, {
    type: `${PROCESSES_EXCEPTION}/result-not-available`,
  });
/** Results are kept for a time only. */
export const resultsExpired = (id: string) =>
  new ServiceError(410, 'ResultsExpired', `the results of job ${id} have been removed: their time is over`, {
    type: `${PROCESSES_EXCEPTION}/result-not-available`,
  });
/** The storage of a worker is not that of the server. */
export const resultWithdrawn = (jobId: string, collectionId: string) =>
  new ServiceError(
    410,
    'ResultWithdrawn',
    `the collection ${collectionId} that job ${jobId} published was removed since`,
  );
export const resultLost = (jobId: string, outputId: string) =>
  new ServiceError(
    500,
    'ResultLost',
    `the file of output ${outputId} of job ${jobId} is not in the storage; servers and workers must share one folder`,
  );
/** The server is going down while a client waits; the job goes on without it. */
export const jobGoesOn = (id: string) =>
  new ServiceError(503, 'ServerStopping', `the server is stopping; job ${id} goes on: ask for it again in a moment`, {
    retryAfterSeconds: 5,
  });
export const tooManyWatchers = (most: number) =>
  new ServiceError(503, 'TooManyWatchers', `${most} clients watch jobs, the most there may be`, {
    retryAfterSeconds: 10,
  });
export const rangeNotSatisfiable = (range: string, bytes: number) =>
  new ServiceError(416, 'RangeNotSatisfiable', `Range: ${range} lies outside the ${bytes} bytes there are`, {
    contentRange: `bytes */${bytes}`,
  });
/** An address or file that inputs and callbacks may not reach. */
export const referenceRefused = (detail: string, cause?: unknown) =>
  new ServiceError(400, 'ReferenceRefused', detail, { cause });
/** Something a job needs was not to be had; what it was and why. */
export const referenceUnavailable = (detail: string, cause?: unknown) =>
  new ServiceError(502, 'ReferenceUnavailable', detail, { cause });
export const syncTooLong = (seconds: number) =>
  new ServiceError(
    503,
    'SyncTooLong',
    `the process took longer than ${seconds} s and was dismissed; ask with the header "Prefer: respond-async"`,
  );

export const scheduleOfFile = (id: string) =>
  new ServiceError(409, 'ScheduleOfFile', `schedule ${id} is written in the configuration file; change it there`);

// -- styles -----------------------------------------------------------------------------------------------------------
export const styleExists = (id: string) =>
  new ServiceError(409, 'StyleExists', `style ${id} exists already; replace it with PUT, or take another id`);
/** Nothing is stored that could be removed. */
export const styleOfProgram = (id: string) =>
  new ServiceError(
    409,
    'StyleOfProgram',
    `style ${id} comes with the program; it can be replaced with PUT, but not removed`,
  );
export const tooManyStyles = (most: number) =>
  new ServiceError(409, 'TooManyStyles', `expected at most ${most} stored styles of a collection; remove one first`);
/** If-Match or If-None-Match (RFC 9110, section 13.1). */
export const preconditionFailed = (detail: string) => new ServiceError(412, 'PreconditionFailed', detail);

// -- products and files -----------------------------------------------------------------------------------------------
/** A product file that cannot be read. `where` is `FILE`, `FILE:LINE` or `FILE:LINE (column NAME)`. */
export const invalidProduct = (where: string, detail: string, cause?: unknown) =>
  new ServiceError(422, 'InvalidProduct', `${where}: ${detail}`, { cause });

/** A raster file that cannot be read. `where` is the path of the file. */
export const invalidRaster = (where: string, detail: string, cause?: unknown) =>
  new ServiceError(422, 'InvalidRaster', `${where}: ${detail}`, { cause });
/** A stack of radar images that cannot be used. `where` is a file, or a file and a place in it. */
export const invalidStack = (where: string, detail: string, cause?: unknown) =>
  new ServiceError(422, 'InvalidStack', `${where}: ${detail}`, { cause });
/** The name is taken: stacks are not replaced, for somebody may compute with them. */
export const stackExists = (name: string) =>
  new ServiceError(409, 'StackExists', `there is a stack ${name} already; remove it first, or take another name`);
export const stackInUse = (name: string, jobIds: readonly string[]) =>
  new ServiceError(
    409,
    'StackInUse',
    `stack ${name} is used by ${jobIds.join(', ')}; dismiss the job, or wait for its end`,
  );
export const tooManyUploads = (most: number) =>
  new ServiceError(503, 'TooManyUploads', `${most} stacks are being sent, the most there may be`, {
    retryAfterSeconds: 60,
  });
/** Work that would need more disk or memory than there is, told before it begins. */
export const notEnoughRoom = (detail: string) => new ServiceError(507, 'NotEnoughRoom', detail);

// -- start-up ---------------------------------------------------------------------------------------------------------
/** A configuration file or flag that cannot be honoured; `hint` says what to do. */
export const invalidConfiguration = (where: string, detail: string, hint?: string) =>
  new ServiceError(500, 'InvalidConfiguration', `${where}: ${detail}${hint ? ` (${hint})` : ''}`);
/** The data directory belongs to another process. */
export const dataDirectoryBusy = (detail: string) => new ServiceError(503, 'DataDirectoryBusy', detail);
