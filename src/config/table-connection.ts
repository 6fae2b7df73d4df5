/** From the connection settings of a PostgreSQL provider to those of the `pg` driver. */
import type { PostgresqlProviderContent } from './file-content.js';
import type { TableConnection } from './table-resource.js';

const DEFAULT_PORT = 5432;

export function tableConnection(provider: PostgresqlProviderContent): TableConnection {
  const { data, options = {} } = provider;
  const { connect_timeout: timeoutS, pool_size: max, sslmode } = options;
  return {
    ...(typeof data === 'string'
      ? { connectionString: withoutDriver(data) }
      : {
          host: data.host ?? 'localhost',
          port: Number(data.port ?? DEFAULT_PORT),
          database: asText(data.dbname ?? data.database),
          user: asText(data.user),
          password: asText(data.password),
        }),
    ssl: encryption(sslmode),
    connectionTimeoutMillis: timeoutS === undefined ? undefined : timeoutS * 1000,
    max,
  };
}

/** Schemas to look for the table in; `public` when nothing is said, as in pygeoapi. */
export function tableSchemas({ data, options }: PostgresqlProviderContent): readonly string[] {
  const given = (typeof data === 'string' ? undefined : data.search_path) ?? options?.search_path ?? 'public';
  return typeof given === 'string' ? given.split(',').map((schema) => schema.trim()) : given;
}

/** `postgresql+psycopg2://` names a Python driver; the rest of the URL is the same for all. */
const withoutDriver = (url: string) => url.replace(/^postgres(?:ql)?(?:\+\w+)?:/, 'postgresql:');

/** Names and passwords made of digits arrive as numbers from YAML. */
const asText = (value: string | number | undefined) => (value === undefined ? undefined : String(value));

/** `allow` and `prefer` mean whatever the server wants, which is what the driver does when nothing is said. */
function encryption(sslmode: NonNullable<PostgresqlProviderContent['options']>['sslmode']): TableConnection['ssl'] {
  switch (sslmode) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
    case 'verify-full':
      return { rejectUnauthorized: true };
    default:
      return undefined;
  }
}
