/** From the connection settings of a PostgreSQL provider to one URL that the driver takes. */
import type { ConnectionContent, PostgresqlProviderContent } from './file-content.js';
import type { TableConnection } from './table-resource.js';

/** Undefined when host, port and name make no URL. */
export function tableConnection({ data, options = {} }: PostgresqlProviderContent): TableConnection | undefined {
  const text = typeof data === 'string' ? withoutDriver(data) : urlOf(data);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const sslmode = SSL_MODES[options.sslmode ?? 'prefer'];
  if (sslmode !== undefined) url.searchParams.set('sslmode', sslmode);
  return { url: url.href, maxConnections: options.pool_size };
}

/** Schemas to look for the table in; `public` when nothing is said, as in pygeoapi. */
export function tableSchemas({ data, options }: PostgresqlProviderContent): readonly string[] {
  const given = (typeof data === 'string' ? undefined : data.search_path) ?? options?.search_path ?? 'public';
  return typeof given === 'string' ? given.split(',').map((schema) => schema.trim()) : given;
}

/**
 * The driver's word for a mode. `allow` and `prefer` leave it to the server, as the driver does unasked; `require` is
 * encryption without a look at the certificate, which the driver calls `no-verify`.
 */
const SSL_MODES = {
  disable: 'disable',
  allow: undefined,
  prefer: undefined,
  require: 'no-verify',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
} as const;

/** `postgresql+psycopg2://` names a Python driver; the rest of the URL is the same for all. */
const withoutDriver = (url: string) => url.replace(/^postgres(?:ql)?(?:\+\w+)?:/, 'postgresql:');

/** Names and passwords made of digits arrive as numbers from YAML. */
function urlOf({ host = 'localhost', port = 5432, dbname, database, user, password }: ConnectionContent): string {
  const part = (value: string | number | undefined) => encodeURIComponent(String(value ?? ''));
  const account = user === undefined ? '' : `${part(user)}${password === undefined ? '' : `:${part(password)}`}@`;
  // The folder of a Unix socket cannot stand where a host name stands.
  const [address, socket] = host.startsWith('/') ? ['localhost', `?host=${part(host)}`] : [hostPart(host), ''];
  // The driver decodes the path less thoroughly than the rest.
  return `postgresql://${account}${address}:${port}/${encodeURI(String(dbname ?? database ?? ''))}${socket}`;
}

/** An IPv6 address stands in brackets. */
const hostPart = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
