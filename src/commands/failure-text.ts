/** What the command line says when a command fails: a sentence for what a person can mend, a trace for a defect. */
import { ServiceError } from '../errors.js';

export function failureText(error: unknown): string {
  if (error instanceof ServiceError) {
    const { cause } = error.options;
    // The detail is written for clients of the server; whoever runs it may know the address and the reason.
    return error.status === 503 && cause instanceof Error ? `${error.detail}: ${reasonOf(cause)}` : error.detail;
  }
  if (!(error instanceof Error)) return String(error);
  return isOfSystem(error) || isOfDatabase(error) ? reasonOf(error) : (error.stack ?? error.message);
}

/** Connections that try several addresses fail with all of their reasons and no text of their own. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
  }
  return error.message;
}

/** `EACCES: permission denied, mkdir '/data'` says all there is to say. */
const isOfSystem = (error: Error): boolean => 'syscall' in error;
/** `permission denied for database b`. */
const isOfDatabase = (error: Error): boolean => 'severity' in error && 'code' in error;
