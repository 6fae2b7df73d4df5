/** Absolute links as the client must follow them. */

export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
  readonly title?: string;
  readonly hreflang?: string;
  readonly templated?: boolean;
}

/** Values of a query string; `undefined` leaves the parameter out. */
export type QueryChanges = Readonly<Record<string, string | number | boolean | undefined>>;

export class Links {
  constructor(
    /** Public URL of the landing page, without a trailing slash. */
    readonly baseUrl: string,
    /** The API key's parameter, when the client sent its key that way: its links must carry it on. */
    private readonly key?: { readonly name: string; readonly value: string },
  ) {}

  /** True when every link holds the caller's API key, and must not be kept by shared caches. */
  get carryKey(): boolean {
    return this.key !== undefined;
  }

  /** `path` begins with a slash and is already percent-encoded (see `pathOf`). */
  to(path: string, query?: QueryChanges): string {
    // Most links are plain, and a list has thousands: parsing an address to print it again costs most of such an answer.
    if (query === undefined && this.key === undefined) return `${this.baseUrl}${path}`;
    return this.write(new URL(`${this.baseUrl}${path}`), query);
  }

  /** A file served below `/assets/`; public, so it never carries a key. */
  asset(name: string): string {
    return `${this.baseUrl}/assets/${name}`;
  }

  /** The same address with some parameters changed and all others kept. */
  with(url: URL, query: QueryChanges): string {
    return this.write(new URL(url), query);
  }

  private write(url: URL, query: QueryChanges = {}): string {
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, String(value));
    }
    if (this.key) url.searchParams.set(this.key.name, this.key.value);
    // Legal in a query string as they are, and a bbox or a CRS stays readable.
    url.search = url.search.replace(/%2C|%3A|%2F/g, decodeURIComponent);
    return url.href;
  }
}

/** An address with variables behind its path: braces must stay braces, and a key must stay behind them. */
export function withVariables(href: string, variables: string): string {
  const { origin, pathname, search } = new URL(href);
  return `${origin}${pathname}${variables}${search}`;
}

/** An address that clients put their parameters right behind: it ends in a question mark or an ampersand. */
export const queryPrefix = (href: string): string => (href.includes('?') ? `${href}&` : `${href}?`);

/** A path from its segments, each percent-encoded: collection ids may hold anything, slashes included. */
export const pathOf = (...segments: readonly string[]): string =>
  segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
