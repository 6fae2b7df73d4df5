/** Addresses that people paste and documents name: of the web, made absolute, with variables that stay variables. */
import { ServiceTrouble } from './service-trouble.js';

const VARIABLES = /%7B(z|x|y|-y|bbox-epsg-3857)%7D/gi;

/** Undefined for what is no address of the web. */
export function webUrl(text: unknown, base?: URL | string): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text, base?.toString())) return undefined;
  const url = new URL(text, base);
  return ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password ? url : undefined;
}

/** What a person has pasted, without its blanks; throws ServiceTrouble. */
export function pastedUrl(text: string): URL {
  const trimmed = text.trim();
  const url = webUrl(/^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url) throw new ServiceTrouble('import.noAddress');
  return url;
}

/** The braces of variables stay braces. Undefined for what is no address of the web. */
export const templateUrl = (text: string, base?: URL | string): string | undefined =>
  webUrl(text, base)?.href.replace(VARIABLES, '{$1}');

/** Sets parameters whose names count without regard to case, as OGC's do. */
export function withParameters(address: URL, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(address);
  const names = Object.keys(parameters).map((name) => name.toLowerCase());
  for (const name of [...url.searchParams.keys()]) {
    if (names.includes(name.toLowerCase())) url.searchParams.delete(name);
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  url.hash = '';
  return url;
}

/** What a service says of its own address may lack the TLS by which it was reached. */
export function ownAddress(said: URL | undefined, asked: URL): URL {
  if (!said) return asked;
  const url = new URL(said);
  if (asked.protocol === 'https:' && url.hostname === asked.hostname && url.protocol === 'http:') {
    url.protocol = 'https:';
    url.port = asked.port;
  }
  return url;
}
