/** What the driver throws, as the errors a caller may see. */
import { databaseUnavailable, invalidParameter, queryTooExpensive, ServiceError, storageFull } from '../errors.js';

/** The server refuses or ends connections: it stops, starts, recovers, or has none left. Source: PostgreSQL appendix A. */
const unavailableStates = new Set(['57P01', '57P02', '57P03', '57P05', '53300']);
const unavailableSocketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * A `ServiceError` for what befalls the database itself: unreachable, out of time, out of memory, out of disk.
 * Anything else is returned as it came.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ServiceError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (isConnectionLoss(error)) return databaseUnavailable(error);
  if (code === '57014') return queryTooExpensive('the query took longer than it may; ask for less');
  if (code === '53200') return queryTooExpensive('the query needs more memory than the database has; ask for less');
  if (/TopologyException/.test(error.message)) {
    return invalidParameter(
      'filter',
      'a geometry crosses itself in a way that cannot be compared; mend or simplify it',
      error,
    );
  }
  if (code === '53100' || code === 'ENOSPC') return storageFull(error);
  return error;
}

/** True when the connection to the database is gone or never came about. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (/^08[0-9A-Z]{3}$/.test(code) || unavailableStates.has(code) || unavailableSocketCodes.has(code)) return true;
  // The socket file of a stopped server; other files may be missing for other reasons.
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  // pg gives these no code.
  return /^Connection terminated|^timeout exceeded when trying to connect|is not queryable$/.test(error.message);
}
