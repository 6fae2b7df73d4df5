/** A configuration file after validation: `openapi/configuration.schema.json` as types, as far as we read it. */
import type { LEVEL_BY_PYTHON_NAME } from './logging.js';
import type { Localized } from './text.js';

export type Words = Localized<readonly string[]>;

export interface FileContent {
  readonly server?: {
    readonly bind?: { readonly host?: string; readonly port?: number };
    readonly url?: string;
    readonly admin?: boolean;
    readonly gzip?: boolean;
    readonly cors?: boolean;
    readonly pretty_print?: boolean;
    readonly language?: string;
    readonly languages?: readonly string[];
    readonly limit?: number;
    readonly limits?: LimitsContent & {
      readonly max_series_items?: number;
      readonly max_offset?: number;
      readonly count_cap?: number;
      readonly max_url_bytes?: number;
      readonly max_body_bytes?: number;
      readonly statement_timeout_ms?: number;
      readonly requests_per_minute?: number;
    };
    readonly map?: { readonly url?: string; readonly attribution?: string };
    readonly unknown_parameters?: 'reject' | 'ignore';
    readonly legacy_conformance?: boolean;
    readonly trust_proxy?: boolean;
    readonly api_keys?: readonly string[];
    readonly api_rules?: { readonly url_prefix?: string | null };
  };
  readonly database?: { readonly url?: string; readonly data_dir?: string };
  readonly processes?: ProcessesContent;
  readonly schedules?: Readonly<Record<string, ScheduleContent>> | null;
  readonly explorer?: ExplorerContent;
  readonly logging?: { readonly level?: keyof typeof LEVEL_BY_PYTHON_NAME; readonly logfile?: string };
  readonly metadata?: MetadataContent;
  readonly resources?: Readonly<Record<string, ResourceContent>> | null;
}

export interface ExplorerContent {
  readonly proxy?: boolean;
  readonly proxy_http?: boolean;
  readonly proxy_hosts?: readonly string[];
  readonly basemaps?: readonly {
    readonly id: string;
    readonly title?: string;
    readonly type?: 'raster' | 'style';
    readonly url: string;
    readonly attribution?: string;
    readonly max_zoom?: number;
  }[];
  readonly terrain?: {
    readonly url: string;
    readonly encoding?: 'terrarium' | 'mapbox';
    readonly attribution?: string;
    readonly max_zoom?: number;
  };
  readonly frame_ancestors?: readonly string[];
}

export interface ProcessesContent {
  readonly worker?: boolean;
  readonly concurrency?: number;
  readonly storage?: string;
  readonly sync_seconds?: number;
  readonly retention_days?: number;
  readonly max_queued_per_owner?: number;
  readonly max_running_per_owner?: number;
  readonly allowed_hosts?: readonly string[];
  readonly allowed_folders?: readonly string[];
  readonly allow_internal_requests?: boolean;
  readonly callback_secret?: string;
  readonly max_fetched_bytes?: number;
  readonly max_upload_bytes?: number;
  readonly max_unpacked_bytes?: number;
  readonly max_stacks_bytes?: number;
}

export interface ScheduleContent {
  readonly cron: string;
  readonly time_zone?: string;
  readonly process: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean;
}

export interface LimitsContent {
  readonly default_items?: number;
  readonly max_items?: number;
}

export interface MetadataContent {
  readonly identification?: {
    readonly title?: Localized<string>;
    readonly description?: Localized<string>;
    readonly keywords?: Words;
    readonly terms_of_service?: Localized<string>;
    readonly url?: Localized<string>;
  };
  readonly license?: NamedContent;
  readonly provider?: NamedContent;
  readonly contact?: Readonly<Record<string, Localized<string> | number | null>>;
}

interface NamedContent {
  readonly name?: Localized<string>;
  readonly url?: Localized<string>;
}

export interface ResourceContent {
  readonly type: 'collection' | 'stac-collection' | 'process';
  readonly visibility?: 'default' | 'hidden';
  readonly title?: Localized<string>;
  readonly description?: Localized<string>;
  readonly keywords?: Words;
  readonly links?: readonly {
    readonly type: string;
    readonly rel: string;
    readonly href: Localized<string>;
    readonly title?: Localized<string>;
    readonly hreflang?: string;
  }[];
  readonly extents?: {
    readonly spatial?: { readonly bbox: readonly number[]; readonly crs?: string };
    readonly temporal?: { readonly begin?: string | null; readonly end?: string | null };
  } | null;
  readonly limits?: LimitsContent;
  readonly providers?: readonly ProviderContent[];
  readonly processor?: { readonly name: string };
}

export interface ProviderContent {
  readonly type: 'feature' | 'coverage' | 'record' | 'map' | 'tile' | 'edr' | 'stac';
  readonly name: string;
  readonly default?: boolean;
}

export interface PostgresqlProviderContent extends ProviderContent {
  readonly data: string | ConnectionContent;
  readonly table: string;
  readonly id_field: string;
  readonly geom_field?: string;
  readonly time_field?: string;
  readonly title_field?: string;
  readonly properties?: readonly string[];
  readonly crs?: readonly string[];
  readonly storage_crs?: string;
  readonly count?: boolean;
  readonly options?: {
    readonly pool_size?: number;
    readonly search_path?: string | readonly string[];
    readonly sslmode?: 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
  };
}

export interface ConnectionContent {
  readonly host?: string;
  readonly port?: number | string;
  readonly dbname?: string | number;
  readonly database?: string | number;
  readonly user?: string | number;
  readonly password?: string | number;
  readonly search_path?: string | readonly string[];
}
