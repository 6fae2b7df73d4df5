/**
 * Who may do what. Reading is open unless the configuration says otherwise. Writing and computing want a key, with one
 * exception: a server bound to loopback and addressed as such belongs to the person at the machine. A page of another
 * site that this person happens to look at does not, and neither does a stranger let in by a proxy.
 */
import { forbidden, unauthorized } from '../errors.js';
import type { KeyRing } from './api-key.js';

export interface AccessQuestion {
  readonly access: 'read' | 'write';
  readonly keys: KeyRing;
  /** The key the client presented. */
  readonly key?: string;
  readonly requireKeyForReads: boolean;
  /** Bind address of the server. */
  readonly boundTo: string;
  /** A proxy brought the request; trusted or not, somebody else may stand behind it. */
  readonly isForwarded: boolean;
  /** Public base URL of the request. */
  readonly baseUrl: string;
  /** The Origin header. */
  readonly origin?: string;
}

/** Throws 401 when a key is missing or wrong, 403 when writing is not possible without one being configured. */
export function authorize(question: AccessQuestion): void {
  const { access, keys, key, requireKeyForReads } = question;
  if (!keys.isEmpty) {
    if (key !== undefined && !keys.accepts(key)) throw unauthorized('the API key is not known here');
    if (key === undefined && (access === 'write' || requireKeyForReads)) {
      throw unauthorized(
        'expected an API key: X-API-Key, Authorization (Bearer, or the password of Basic) or ?api_key=',
      );
    }
    return;
  }
  if (requireKeyForReads) throw forbidden('reading wants an API key, and the server has none configured');
  if (access === 'write' && !isPersonal(question)) {
    throw forbidden('without a configured API key, changes are accepted only on and from this machine');
  }
}

function isPersonal({ boundTo, isForwarded, baseUrl, origin }: AccessQuestion): boolean {
  const isSameSite = origin === undefined || origin === new URL(baseUrl).origin;
  return isLoopback(boundTo) && !isForwarded && isLoopback(new URL(baseUrl).hostname) && isSameSite;
}

/** Headers by which proxies make themselves known. */
export const FORWARDING_HEADERS: readonly string[] = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-real-ip',
  'via',
];

/** True for names and addresses that only this machine reaches. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|(::ffff:)?127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
