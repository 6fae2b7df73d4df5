/** What the HTTP layer must be told. `config.ts` fills it; nothing here reads the environment. */

import type { ExplorerConfig } from '../config/explorer.js';
import type { Contact } from '../config/metadata.js';

export type { ExplorerConfig } from '../config/explorer.js';

export type ServiceContact = Contact;

/** Who offers the service and under which terms: shown on the landing page and in the API document. */
export interface ServiceMetadata {
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** More about the service. */
  readonly url?: string;
  readonly termsOfService?: string;
  readonly license?: { readonly name: string; readonly url?: string };
  readonly provider?: { readonly name: string; readonly url?: string };
  readonly contact?: ServiceContact;
}

export interface HttpConfig {
  /** Address the server is bound to: decides whether writing without a key is harmless. */
  readonly host: string;
  /** Public URL of the landing page. Wins over everything a proxy says of itself. */
  readonly url?: string;
  readonly service: ServiceMetadata;
  /** SHA-256 of the accepted API keys, hexadecimal: a configuration in memory gives none away. */
  readonly apiKeys: readonly string[];
  /** Ask for a key for reading too. */
  readonly requireKeyForReads: boolean;
  /** `ignore` is pygeoapi's behaviour; the standard wants `reject`. */
  readonly unknownParameters: 'reject' | 'ignore';
  readonly limits: {
    /** Features of a page when `limit` is absent. */
    readonly defaultItems: number;
    /** Most features of a page; a larger `limit` is clamped. */
    readonly maxItems: number;
    /** Most features of a page that carries displacement series. */
    readonly maxSeriesItems: number;
    /** Largest `offset`; `next` links go on without it. */
    readonly maxOffset: number;
    /** Longest request target, bytes. */
    readonly urlBytes: number;
    /** Largest request body, bytes. */
    readonly bodyBytes: number;
  };
  /** Requests per client address; absent means no limit. Loopback clients are never limited. */
  readonly rateLimit?: { readonly requests: number; readonly windowSeconds: number };
  /** Peers whose forwarding headers are believed: addresses, CIDR ranges, or Express' names for ranges. */
  readonly trustedProxies: readonly string[];
  /** Let pages of other origins read; true when absent. */
  readonly cors?: boolean;
  /** Compress for clients that accept it; true when absent. */
  readonly compress?: boolean;
  /** Write JSON for eyes; false when absent. */
  readonly indentJson?: boolean;
  /** `max-age` of data, seconds; 0 asks clients to revalidate each time. */
  readonly cacheSeconds: number;
  /** Base map of the HTML pages: an XYZ template and its attribution. */
  readonly map?: { readonly url: string; readonly attribution: string };
  /** What the Explorer shows besides our data, and who may frame it. */
  readonly explorer?: ExplorerConfig;
  /** Entries of the pages' navigation after the collections; paths begin with a slash. */
  readonly navigation?: readonly { readonly title: string; readonly path: string }[];
  /** Also declare conformance strings of drafts that old clients look for. */
  readonly legacyConformance: boolean;
}
